namespace Tpt.Cli.Evaluation.Metrics;

/// <summary>McNemar's exact test of two methods on the same images: only the images on which one of them is right count.</summary>
/// <param name="Fixed">The images that the first method has wrong and the second right.</param>
/// <param name="Broken">The images that the first method has right and the second wrong.</param>
internal readonly record struct McNemarTest(int Fixed, int Broken)
{
    /// <summary>The two-sided p-value, in (0, 1]; 1 where no image tells the methods apart.</summary>
    public double PValue
    {
        get
        {
            // p = min(1, 2 sum_{k=0}^{min(f, b)} C(f + b, k) / 2^(f + b)), in logarithms: 2^-n underflows beyond n = 1074.
            var n = Fixed + Broken;
            var logTerm = -n * Math.Log(2);
            var sum = 0.0;
            for (var k = 0; k <= Math.Min(Fixed, Broken); k++)
            {
                sum += Math.Exp(logTerm);
                logTerm += Math.Log((double)(n - k) / (k + 1));
            }
            return Math.Min(1, 2 * sum);
        }
    }

    /// <param name="images">Whether the first and the second method have each image right.</param>
    public static McNemarTest Of(IEnumerable<(bool First, bool Second)> images)
    {
        var (repaired, broken) = (0, 0);
        foreach (var (first, second) in images)
        {
            repaired += !first && second ? 1 : 0;
            broken += first && !second ? 1 : 0;
        }
        return new McNemarTest(repaired, broken);
    }
}
