namespace Tpt.Engine.Tests.Methods.FeatureShift;

/// <summary>
/// The exact coefficient of the optimal hard threshold (Gavish and Donoho 2014): <c>ω(β) = λ(β) / sqrt(μ_β)</c>, with
/// <c>λ² = 2 (β + 1) + 8 β / (β + 1 + sqrt(β² + 14 β + 1))</c> for noise of a known level, and μ_β the median of the Marchenko-Pastur
/// distribution.
/// </summary>
internal static class ExactHardThreshold
{
    public static double Coefficient(double aspectRatio) => OfKnownNoise(aspectRatio) / Math.Sqrt(MedianOfMarchenkoPastur(aspectRatio));

    /// <summary>λ(β), for noise of level 1 / sqrt(the longer side).</summary>
    public static double OfKnownNoise(double aspectRatio)
        => Math.Sqrt((2 * (aspectRatio + 1)) + (8 * aspectRatio / (aspectRatio + 1 + Math.Sqrt((aspectRatio * aspectRatio) + (14 * aspectRatio) + 1))));

    /// <summary>The density sqrt((b - t) (t - a)) / (2 π β t) on [a, b] = [(1 - √β)², (1 + √β)²], in t = a + (b - a) sin²θ, where it is smooth.</summary>
    private static double MedianOfMarchenkoPastur(double aspectRatio)
    {
        var (low, high) = (Math.Pow(1 - Math.Sqrt(aspectRatio), 2), Math.Pow(1 + Math.Sqrt(aspectRatio), 2));
        const int Pieces = 20_000;
        var mass = 0.0;
        for (var piece = 0; piece < Pieces; piece++)
        {
            var (sin, cos) = Math.SinCos((piece + 0.5) / Pieces * Math.PI / 2);
            var t = low + ((high - low) * sin * sin);
            var ofPiece = Math.Pow((high - low) * sin * cos, 2) / (Math.PI * aspectRatio * t) * (Math.PI / 2 / Pieces);
            if (mass + ofPiece >= 0.5)
            {
                var within = Math.Sin((piece + ((0.5 - mass) / ofPiece)) / Pieces * Math.PI / 2);
                return low + ((high - low) * within * within);
            }
            mass += ofPiece;
        }
        throw new InvalidOperationException($"The mass is {mass}.");
    }
}
