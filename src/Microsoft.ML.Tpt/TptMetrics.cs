using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// What <see cref="TptCatalog.EvaluateTpt(MulticlassClassificationCatalog, IDataView, string, string, string, int, int)"/> gives: ML.NET's own metrics and the calibration, of the adapted scores and, on the
/// same rows, of the zero-shot scores.
/// </summary>
/// <example>
/// <code>
/// TptMetrics metrics = mlContext.MulticlassClassification.EvaluateTpt(scored, zeroShotScoreColumnName: "ZeroShotScore");
/// Console.WriteLine($"{metrics.Rows} rows; left out: {metrics.UnknownLabelRows} of no class, {metrics.MissingScoreRows} without an image");
/// Console.WriteLine($"accuracy {metrics.ZeroShot!.MicroAccuracy:P1} -> {metrics.Adapted.MicroAccuracy:P1}");
/// Console.WriteLine($"calibration error {metrics.ZeroShotCalibration!.ExpectedCalibrationError:P1} -> {metrics.Calibration.ExpectedCalibrationError:P1}");
/// Console.WriteLine(metrics.Adapted.ConfusionMatrix.GetFormattedConfusionTable());
/// </code>
/// </example>
public sealed class TptMetrics
{
    internal TptMetrics(
        MulticlassClassificationMetrics adapted,
        TptCalibration calibration,
        MulticlassClassificationMetrics? zeroShot,
        TptCalibration? zeroShotCalibration)
    {
        Adapted = adapted;
        Calibration = calibration;
        ZeroShot = zeroShot;
        ZeroShotCalibration = zeroShotCalibration;
    }

    /// <summary>ML.NET's metrics of the adapted scores: accuracies, log-loss, top-K accuracy, confusion matrix.</summary>
    public MulticlassClassificationMetrics Adapted { get; }

    /// <summary>The calibration of the adapted scores.</summary>
    public TptCalibration Calibration { get; }

    /// <summary>ML.NET's metrics of the zero-shot scores, or <see langword="null"/> where no column of them was named.</summary>
    public MulticlassClassificationMetrics? ZeroShot { get; }

    /// <summary>The calibration of the zero-shot scores, or <see langword="null"/> where no column of them was named.</summary>
    public TptCalibration? ZeroShotCalibration { get; }

    /// <summary>
    /// The Brier score of the adapted scores (Brier 1950): the mean over the rows of Σ (score - 1 for the label, 0 for the others)² over the classes.
    /// In [0, 2]; 0 is perfect. It tells right from wrong and sure from unsure at once, and needs no bins.
    /// </summary>
    public double BrierScore { get; internal init; }

    /// <summary>The Brier score of the zero-shot scores, or <see langword="null"/> where no column of them was named.</summary>
    public double? ZeroShotBrierScore { get; internal init; }

    /// <summary>The number of rows that the metrics are of: rows with a label that is a class, and with scores.</summary>
    public long Rows { get; internal init; }

    /// <summary>The number of rows whose label is missing or is the name of no class. They are left out of the metrics.</summary>
    public long UnknownLabelRows { get; internal init; }

    /// <summary>The number of rows with a known label but NaN scores, those without a usable image. They are left out of the metrics.</summary>
    public long MissingScoreRows { get; internal init; }
}
