namespace Microsoft.ML;

/// <summary>One bin of a reliability diagram: the rows whose confidence, the probability of the predicted class, lies in (<paramref name="Lower"/>, <paramref name="Upper"/>].</summary>
/// <param name="Lower">The bin's lower bound, exclusive. In [0, 1).</param>
/// <param name="Upper">The bin's upper bound, inclusive. In (0, 1].</param>
/// <param name="Count">The number of rows in the bin.</param>
/// <param name="Accuracy">The share of these rows that is predicted right; NaN where there are none.</param>
/// <param name="Confidence">The mean confidence of these rows; NaN where there are none.</param>
public sealed record TptCalibrationBin(double Lower, double Upper, long Count, double Accuracy, double Confidence);
