using System.Text;
using Microsoft.ML.Data;
using Tpt.Engine;
using static System.FormattableString;

namespace Microsoft.ML;

/// <summary>
/// One line of what <see cref="TptCatalog.EvaluateTpt(MulticlassClassificationCatalog, TptTransformer, IDataView, IReadOnlyList{ComparedMethod}, string, int, int, IProgress{TptProgress}, CancellationToken)"/>
/// gives: a method, how right and how sure of itself it was, and what it cost.
/// </summary>
/// <example>
/// <code>
/// var metrics = mlContext.MulticlassClassification.EvaluateTpt(transformer, testData, [new PromptTuningOptions(), new ZeroOptions()]);
/// Console.Write(TptMethodMetrics.Table(metrics));
/// TptMethodMetrics best = metrics.MaxBy(method => method.Classification.MicroAccuracy)!;
/// Console.WriteLine($"{best.Name} is right on {best.Classification.MicroAccuracy:P1} of {best.Rows} images, in {best.SecondsPerImage:F2} s each");
/// </code>
/// </example>
public sealed class TptMethodMetrics
{
    internal TptMethodMetrics(ComparedMethod method, MulticlassClassificationMetrics classification, TptCalibration calibration)
        => (Method, Classification, Calibration) = (method, classification, calibration);

    /// <summary>The names of method, calibration and gate, such as <c>PromptTuning + ConfidenceMatching</c>; <c>ZeroShot</c> for the first line.</summary>
    public string Name => Method.ToString();

    /// <summary>The method with its settings; <c>ZeroShotOptions</c> for the first line. Not to be changed.</summary>
    public ComparedMethod Method { get; }

    /// <summary>ML.NET's metrics of its scores: accuracies, log-loss, top-K accuracy, confusion matrix.</summary>
    public MulticlassClassificationMetrics Classification { get; }

    /// <summary>The calibration of its scores.</summary>
    public TptCalibration Calibration { get; }

    /// <summary>The Brier score, as <see cref="TptMetrics.BrierScore"/> says. In [0, 2]; 0 is perfect.</summary>
    public double BrierScore { get; internal init; }

    /// <summary>
    /// The mean over <see cref="Rows"/> of what an image took: the views that the method needs through the image tower, and the method
    /// itself, as <see cref="ComparedImage.Times"/> says. Decoding and making views are not in it.
    /// </summary>
    /// <remarks>On a CPU the views of the next images are made meanwhile, as in scoring, so that all methods share the cores with that.</remarks>
    public double SecondsPerImage { get; internal init; }

    /// <summary>The number of rows that the metrics are of: rows with a label that is a class, and with scores.</summary>
    public long Rows { get; internal init; }

    /// <summary>On how many of <see cref="Rows"/> the scores are the method's own: not those that its <see cref="ComparedMethod.Gate"/> left, nor <see cref="FallbackRows"/>. All for the first line.</summary>
    public long AdaptedRows { get; internal init; }

    /// <summary>On how many of <see cref="Rows"/> the method ended in what is no number, so that they have the zero-shot scores.</summary>
    public long FallbackRows { get; internal init; }

    /// <summary>The number of rows whose label is missing or is the name of no class. They are left out of the metrics.</summary>
    public long UnknownLabelRows { get; internal init; }

    /// <summary>The number of rows with a known label, but without a usable image or with scores that are no numbers. They are left out of the metrics.</summary>
    public long MissingScoreRows { get; internal init; }

    /// <summary>The methods beside each other, in aligned lines: top-1 accuracy, expected calibration error, Brier score, log-loss, seconds an image.</summary>
    /// <param name="methods">The methods.</param>
    /// <returns>A line of headings and a line for each method. The numbers are written as in English.</returns>
    /// <example>
    /// <code>
    /// var metrics = mlContext.MulticlassClassification.EvaluateTpt(transformer, testData, [new PromptTuningOptions()]);
    /// Console.Write(TptMethodMetrics.Table(metrics));
    /// // the headings: top-1     ECE   Brier  log-loss  s/image; and a line each for ZeroShot and PromptTuning
    /// </code>
    /// </example>
    public static string Table(IReadOnlyList<TptMethodMetrics> methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        var width = methods.Select(method => method.Name.Length).DefaultIfEmpty().Max();
        var table = new StringBuilder().Append(' ', width).AppendLine("    top-1     ECE   Brier  log-loss  s/image");
        foreach (var method in methods)
        {
            table.Append(method.Name.PadRight(width)).AppendLine(Invariant(
                $"{100 * method.Classification.MicroAccuracy,7:F1} %{100 * method.Calibration.ExpectedCalibrationError,6:F1} %{method.BrierScore,8:F3}{method.Classification.LogLoss,10:F3}{method.SecondsPerImage,9:F3}"));
        }
        return table.ToString();
    }
}
