using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Results;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>A method against a baseline on the same images.</summary>
/// <param name="Difference">Its top-1 accuracy less that of the baseline, in [-1, 1].</param>
/// <param name="DifferenceInterval">The bootstrap interval of the difference, over images.</param>
/// <param name="Fixed">The images that it has right and the baseline wrong; over several seeds their mean.</param>
/// <param name="Broken">The images that it has wrong and the baseline right; over several seeds their mean.</param>
/// <param name="PValue">Of McNemar's exact two-sided test; over several seeds the largest.</param>
internal sealed record MethodComparison(double Difference, Interval DifferenceInterval, double Fixed, double Broken, double PValue)
{
    /// <param name="predictions">The method's predictions with one seed.</param>
    /// <param name="baseline">The baseline's, of the same images in the same order.</param>
    public static MethodComparison Of(IReadOnlyList<ImagePrediction> predictions, IReadOnlyList<ImagePrediction> baseline) => OverSeeds([predictions], [baseline]);

    /// <inheritdoc cref="OverSeeds(IReadOnlyList{IReadOnlyList{ImagePrediction}}, IReadOnlyList{IReadOnlyList{ImagePrediction}})"/>
    public static MethodComparison OverSeeds(IReadOnlyList<IReadOnlyList<ImagePrediction>> seeds, IReadOnlyList<ImagePrediction> baseline)
        => OverSeeds(seeds, [.. seeds.Select(_ => baseline)]);

    /// <summary>An image's difference is its mean over the seeds, so that the interval is over images and not over repetitions of them.</summary>
    /// <param name="seeds">The method's predictions with each seed.</param>
    /// <param name="baseline">The baseline's with the same seed, of the same images in the same order.</param>
    public static MethodComparison OverSeeds(IReadOnlyList<IReadOnlyList<ImagePrediction>> seeds, IReadOnlyList<IReadOnlyList<ImagePrediction>> baseline)
    {
        var differences = new double[baseline[0].Count];
        var tests = new List<McNemarTest>();
        foreach (var (predictions, before) in seeds.Zip(baseline))
        {
            tests.Add(McNemarTest.Of(before.Zip(predictions, Pair)));
            for (var i = 0; i < differences.Length; i++)
            {
                differences[i] += ((predictions[i].IsRight ? 1.0 : 0) - (before[i].IsRight ? 1 : 0)) / seeds.Count;
            }
        }
        return new MethodComparison(
            differences.Average(),
            BootstrapInterval.OfMean(differences),
            tests.Average(test => test.Fixed),
            tests.Average(test => test.Broken),
            tests.Max(test => test.PValue));
    }

    private static (bool First, bool Second) Pair(ImagePrediction before, ImagePrediction after)
        => (before.Set, before.Image) == (after.Set, after.Image)
            ? (before.IsRight, after.IsRight)
            : throw new ArgumentException(
                $"'{before.Set}/{before.Image}' by {before.Method} is compared with '{after.Set}/{after.Image}' by {after.Method}; every method must have every image once.");
}
