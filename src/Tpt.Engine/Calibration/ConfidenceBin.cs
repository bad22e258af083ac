namespace Tpt.Engine.Calibration;

/// <summary>Predictions of like confidence.</summary>
/// <param name="Lower">The lower edge, exclusive.</param>
/// <param name="Upper">The upper edge, inclusive.</param>
/// <param name="Count">How many predictions.</param>
/// <param name="Accuracy">The share of them that is right; NaN where there are none.</param>
/// <param name="Confidence">Their mean confidence; NaN where there are none.</param>
internal sealed record ConfidenceBin(double Lower, double Upper, long Count, double Accuracy, double Confidence);
