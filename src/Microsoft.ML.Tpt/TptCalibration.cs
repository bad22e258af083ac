using Tpt.Engine.Calibration;

namespace Microsoft.ML;

/// <summary>How well the probabilities of the predicted classes agree with how often these are right.</summary>
/// <example>
/// <code>
/// TptCalibration calibration = mlContext.MulticlassClassification.EvaluateTpt(scored, calibrationBinCount: 10).Calibration;
/// Console.WriteLine($"expected calibration error: {calibration.ExpectedCalibrationError:P1} over {calibration.Bins.Count} bins");
/// </code>
/// </example>
public sealed class TptCalibration
{
    private TptCalibration(IReadOnlyCollection<(float Confidence, bool IsRight)> rows, int binCount)
    {
        var bins = ConfidenceBins.Between(rows, ConfidenceBins.Edges(binCount));
        Bins = [.. bins.Select(bin => new TptCalibrationBin(bin.Lower, bin.Upper, bin.Count, bin.Accuracy, bin.Confidence))];
        ExpectedCalibrationError = ConfidenceBins.Error(bins, rows.Count);
        AdaptiveCalibrationError = ConfidenceBins.Error(ConfidenceBins.OfEqualMass(rows, binCount), rows.Count);
    }

    /// <summary>
    /// The expected calibration error (Guo et al. 2017): the mean distance between accuracy and confidence over the bins, weighted
    /// by their rows. In [0, 1]; 0 is perfect; NaN where there are no rows. Papers give it in percent.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>
    /// The same over as many bins of equal mass: the rows are sorted by confidence, and each bin has as many of them (Nguyen and O'Connor 2015). It does not
    /// hang on a few rows where most are confident. In [0, 1]; NaN where there are no rows.
    /// </summary>
    public double AdaptiveCalibrationError { get; }

    /// <summary>
    /// The bins of equal width, from low to high confidence; a reliability diagram plots accuracy over confidence. Their edges are the published scripts'
    /// own, in 32-bit floats: of 20 bins one ends at 0.70000005.
    /// </summary>
    public IReadOnlyList<TptCalibrationBin> Bins { get; }

    /// <param name="rows">The confidence of each row, and whether its prediction is right. A confidence of 0, above 1 or NaN is in no bin, and counts among the rows.</param>
    /// <param name="binCount">The number of bins.</param>
    internal static TptCalibration Create(IEnumerable<(float Confidence, bool IsRight)> rows, int binCount) => new([.. rows], binCount);
}
