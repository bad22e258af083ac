namespace Tpt.Cli.Evaluation;

/// <summary>The percentile bootstrap (Efron 1979).</summary>
internal static class BootstrapInterval
{
    public const int Resamples = 10_000;

    public const double Coverage = 0.95;

    private const int Seed = 0;

    /// <summary>
    /// The central 95 % of the means of 10,000 resamples, drawn with replacement. The draws follow from a fixed seed and the number
    /// of values, so methods that were scored on the same images are resampled alike.
    /// </summary>
    /// <param name="values">One value an image, at least one.</param>
    public static Interval OfMean(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("There are no values to resample; give at least one.", nameof(values));
        }
        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var i = 0; i < means.Length; i++)
        {
            means[i] = ResampledMean(values, random);
        }
        Array.Sort(means);
        var cut = (int)(Resamples * (1 - Coverage) / 2);
        return new Interval(means[cut], means[^(cut + 1)]);
    }

    private static double ResampledMean(ReadOnlySpan<double> values, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[random.Next(values.Length)];
        }
        return sum / values.Length;
    }
}
