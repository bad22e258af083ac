namespace Microsoft.ML;

/// <summary>
/// One bin of a reliability diagram: the rows whose confidence, the probability of the predicted class, lies in
/// (<see cref="Lower"/>, <see cref="Upper"/>].
/// </summary>
/// <example>
/// <code>
/// foreach (TptCalibrationBin bin in mlContext.MulticlassClassification.EvaluateTpt(scored).Calibration.Bins.Where(bin => bin.Count > 0))
///     Console.WriteLine($"({bin.Lower:0.00}, {bin.Upper:0.00}]: {bin.Count} rows, {bin.Accuracy:P0} right at {bin.Confidence:P0} confidence");
/// </code>
/// </example>
public sealed class TptCalibrationBin
{
    internal TptCalibrationBin(double lower, double upper, long count, double accuracy, double confidence)
    {
        (Lower, Upper, Count, Accuracy, Confidence) = (lower, upper, count, accuracy, confidence);
    }

    /// <summary>The bin's lower bound, exclusive. In [0, 1).</summary>
    public double Lower { get; }

    /// <summary>The bin's upper bound, inclusive. In (0, 1].</summary>
    public double Upper { get; }

    /// <summary>The number of rows in the bin.</summary>
    public long Count { get; }

    /// <summary>The share of the bin's rows that is predicted right, in [0, 1]; NaN where there are none.</summary>
    public double Accuracy { get; }

    /// <summary>The mean confidence of the bin's rows, in [0, 1]; NaN where there are none.</summary>
    public double Confidence { get; }
}
