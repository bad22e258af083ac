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
    internal TptCalibration(IReadOnlyList<TptCalibrationBin> bins)
    {
        Bins = bins;
        var rows = bins.Sum(bin => bin.Count);
        // ECE = sum over bins of |bin| / n * |accuracy(bin) - confidence(bin)|   (Guo et al. 2017, equation 5)
        ExpectedCalibrationError = rows == 0 ? double.NaN : bins.Where(bin => bin.Count > 0)
            .Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence) / rows);
    }

    /// <summary>
    /// The expected calibration error (Guo et al. 2017): the mean distance between accuracy and confidence over the bins, weighted
    /// by their rows. In [0, 1]; 0 is perfect; NaN where there are no rows. Papers give it in percent.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The bins of equal width, from low to high confidence; a reliability diagram plots accuracy over confidence.</summary>
    public IReadOnlyList<TptCalibrationBin> Bins { get; }

    /// <param name="rows">The confidence of each row, and whether its prediction is right.</param>
    /// <param name="binCount">The number of bins of equal width.</param>
    internal static TptCalibration Create(IEnumerable<(float Confidence, bool IsRight)> rows, int binCount)
    {
        var counts = new long[binCount];
        var right = new long[binCount];
        var confidences = new double[binCount];
        foreach (var (confidence, isRight) in rows)
        {
            var bin = Math.Clamp((int)Math.Ceiling((double)confidence * binCount) - 1, 0, binCount - 1);
            counts[bin]++;
            confidences[bin] += confidence;
            if (isRight)
            {
                right[bin]++;
            }
        }
        return new TptCalibration([.. Enumerable.Range(0, binCount).Select(bin => new TptCalibrationBin(
            (double)bin / binCount, (double)(bin + 1) / binCount, counts[bin], (double)right[bin] / counts[bin], confidences[bin] / counts[bin]))]);
    }
}
