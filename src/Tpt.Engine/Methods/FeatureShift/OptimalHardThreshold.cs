namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Which singular values of a noisy matrix stand for its structure, where neither rank nor noise is known: those of at least
/// <c>τ = ω(β) median(σ)</c> (Gavish and Donoho, "The optimal hard threshold for singular values is 4/√3", IEEE Transactions on
/// Information Theory 60(8), 2014).
/// </summary>
internal static class OptimalHardThreshold
{
    /// <summary>
    /// <c>ω(β) ≈ 0.56 β³ - 0.95 β² + 1.82 β + 1.43</c>, their approximation (section I), which is off by at most 0.02 from the exact
    /// quotient of the threshold for known noise and the root of the median of the Marchenko-Pastur distribution.
    /// </summary>
    /// <param name="aspectRatio"><c>β</c>, the shorter side by the longer one, in (0, 1].</param>
    public static double Coefficient(double aspectRatio) => (((((0.56 * aspectRatio) - 0.95) * aspectRatio) + 1.82) * aspectRatio) + 1.43;

    /// <summary>How many of a matrix's singular values reach the threshold, and are more than rounding.</summary>
    /// <param name="singularValues">All of them, <c>min(rows, columns)</c>, largest first. The median of an even number is the mean of the two in the middle.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <remarks>
    /// Where more than half of the rows repeat others, as with duplicate class names, the median is nothing but rounding. The singular
    /// values of a matrix of 32-bit floats are known up to <c>σ₁ max(rows, columns) 2⁻²³</c>: smaller ones do not count.
    /// </remarks>
    public static int Count(IReadOnlyList<double> singularValues, long rows, long columns)
    {
        var middle = singularValues.Count / 2;
        var median = singularValues.Count % 2 == 1 ? singularValues[middle] : (singularValues[middle - 1] + singularValues[middle]) / 2;
        var threshold = Coefficient((double)Math.Min(rows, columns) / Math.Max(rows, columns)) * median;
        var rounding = singularValues[0] * Math.Max(rows, columns) * Math.Pow(2, -23);
        return singularValues.Count(value => value >= threshold && value > rounding);
    }
}
