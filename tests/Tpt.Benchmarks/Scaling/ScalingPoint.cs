namespace Tpt.Benchmarks.Scaling;

/// <summary>What was measured at one value of the quantity that varies.</summary>
/// <param name="At">That value.</param>
/// <param name="Values">One for each of the series' measures.</param>
internal sealed record ScalingPoint(int At, IReadOnlyList<double> Values);
