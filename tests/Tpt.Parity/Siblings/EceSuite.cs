using Tpt.Engine.Calibration;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>The expected calibration error, as C-TPT's script computes it.</summary>
internal sealed class EceSuite : ISiblingSuite
{
    private const double Sums = 1e-7;

    public string Method => "ece";

    public void Run(SiblingCase golden, ParityReport report)
    {
        using var scope = NewDisposeScope();
        var confidences = golden.Golden("confidence").cpu().data<float>().ToArray();
        var isRight = golden.Golden("correct").cpu().data<int>().ToArray();
        (float, bool)[] rows = [.. confidences.Zip(isRight, (confidence, right) => (confidence, right == 1))];
        var stored = golden.Golden("edges").to(ScalarType.Float64).cpu().data<double>().ToArray();
        var edges = ConfidenceBins.Edges(golden.Parameters.Int32("bins"));

        var bins = ConfidenceBins.Between(rows, edges);

        report.Compare(golden.Name, "edges", edges, stored, Tolerances.Exact);
        // Of an empty bin the script stores 0, where this library has no number.
        report.Compare(golden.Name, "bin_count", [.. bins.Select(bin => (double)bin.Count)], ToArray(golden, "bin_count"), Tolerances.Exact);
        report.Compare(golden.Name, "bin_accuracy", [.. bins.Select(bin => bin.Count == 0 ? 0 : bin.Accuracy)], ToArray(golden, "bin_accuracy"), Sums);
        report.Compare(golden.Name, "bin_confidence", [.. bins.Select(bin => bin.Count == 0 ? 0 : bin.Confidence)], ToArray(golden, "bin_confidence"), Sums);
        report.Compare(golden.Name, "ece", [ConfidenceBins.Error(bins, rows.Length)], [golden.Results.Number("ece")], Sums);
        report.Compare(golden.Name, "ece_array", [ConfidenceBins.Error(bins, rows.Length)], ToArray(golden, "ece"), Sums);
    }

    private static double[] ToArray(SiblingCase golden, string name) => golden.Golden(name).to(ScalarType.Float64).cpu().data<double>().ToArray();
}
