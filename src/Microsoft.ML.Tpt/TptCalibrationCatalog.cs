using Microsoft.ML.Tpt.Internals;

namespace Microsoft.ML;

/// <summary>Adds the calibration of multiclass scores to <see cref="MLContext.MulticlassClassification"/>.</summary>
/// <remarks>ML.NET has <c>BinaryClassification.Calibrators</c>, and no such catalog for several classes: so it stands beside <c>EvaluateTpt</c>, which measures it.</remarks>
/// <example>
/// <code>
/// // Half of the labelled rows to fit on, the other half to measure on.
/// var halves = mlContext.Data.TrainTestSplit(scored, testFraction: 0.5);
/// var calibrator = mlContext.MulticlassClassification.TemperatureCalibration().Fit(halves.TrainSet);
/// var metrics = mlContext.MulticlassClassification.EvaluateTpt(calibrator.Transform(halves.TestSet));
/// </code>
/// </example>
public static class TptCalibrationCatalog
{
    /// <summary>
    /// Calibrates scores by one temperature, which is fitted on labelled rows, as <c>Calibrators.Platt</c> calibrates the scores of two classes. The predicted
    /// label never changes.
    /// </summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="labelColumnName">The label that is fitted on: text, or a key whose values are the class names in the order of the scores. Scoring does not need it.</param>
    /// <param name="scoreColumnName">The scores: probabilities, whose slot names are the class names.</param>
    /// <param name="outputColumnName">The output column; <see langword="null"/>: the calibrated scores take the place of <paramref name="scoreColumnName"/>.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">The name of a column is blank.</exception>
    /// <example>
    /// <code>
    /// var calibrator = mlContext.MulticlassClassification.TemperatureCalibration("Label", "Score").Fit(scored);
    /// Console.WriteLine($"The scores are {(calibrator.Temperature > 1 ? "too" : "not")} certain: T = {calibrator.Temperature:0.00}");
    /// </code>
    /// </example>
    public static TptTemperatureEstimator TemperatureCalibration(
        this MulticlassClassificationCatalog catalog,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string? outputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersion.Check();
        return new TptTemperatureEstimator(Interop.GetEnvironment(catalog), labelColumnName, scoreColumnName, outputColumnName ?? scoreColumnName);
    }
}
