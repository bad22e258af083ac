using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>How well the methods did on a set, or on several sets pooled, whose images are scored within their own set.</summary>
internal sealed class SetScore
{
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyList<ImagePrediction>>> _methods;

    /// <param name="name">The name of the set or of the pool.</param>
    /// <param name="predictions">All predictions of its images.</param>
    /// <exception cref="InvalidDataException">There is a method that does not have every image once with every seed.</exception>
    public SetScore(string name, IReadOnlyCollection<ImagePrediction> predictions)
    {
        Name = name;
        ClassCounts = [.. predictions.Select(prediction => (prediction.Set, prediction.ClassCount)).Distinct().Select(set => set.ClassCount)];
        _methods = predictions.GroupBy(prediction => prediction.Method).ToDictionary(method => method.Key, BySeed);
        if (!_methods.TryGetValue(ScoringMethods.ZeroShot, out var zeroShot))
        {
            throw new InvalidDataException($"Set '{name}' has no predictions by {ScoringMethods.ZeroShot}, which the others are compared with.");
        }
        ZeroShot = zeroShot[0];
        if (_methods.FirstOrDefault(method => method.Value.Any(seed => seed.Count != ZeroShot.Count)).Key is { } uneven)
        {
            throw new InvalidDataException($"Set '{name}': {uneven} has another number of images than the {ZeroShot.Count} by {ScoringMethods.ZeroShot}.");
        }
        Scores = [.. _methods.Values.SelectMany(Score)];
    }

    public string Name { get; }

    /// <summary>The number of classes of each set of the pool.</summary>
    public IReadOnlyList<int> ClassCounts { get; }

    public int ImageCount => ZeroShot.Count;

    /// <summary>The accuracy of a guess, in (0, 1].</summary>
    public double Chance => ZeroShot.Average(prediction => 1.0 / prediction.ClassCount);

    /// <summary>Zero-shot first, then each method with its seeds and their mean, in the order of the predictions.</summary>
    public IReadOnlyList<MethodScore> Scores { get; }

    private IReadOnlyList<ImagePrediction> ZeroShot { get; }

    /// <summary>Every set by itself.</summary>
    public static IEnumerable<SetScore> OfEach(IEnumerable<ImagePrediction> predictions)
        => predictions.GroupBy(prediction => prediction.Set).Select(set => new SetScore(set.Key, [.. set]));

    /// <summary>What one method adds to another with the same views.</summary>
    /// <returns>Null where one of them was not scored.</returns>
    public MethodComparison? Compare(string method, string baseline)
        => _methods.TryGetValue(method, out var after) && _methods.TryGetValue(baseline, out var before)
            ? before.Count == after.Count ? MethodComparison.OverSeeds(after, before) : MethodComparison.OverSeeds(after, before[0])
            : null;

    private static IReadOnlyList<IReadOnlyList<ImagePrediction>> BySeed(IEnumerable<ImagePrediction> predictions) =>
    [
        .. predictions.GroupBy(prediction => prediction.Seed).OrderBy(seed => seed.Key)
            .Select(seed => seed.OrderBy(prediction => prediction.Set, StringComparer.Ordinal).ThenBy(prediction => prediction.Image, StringComparer.Ordinal).ToList()),
    ];

    private IEnumerable<MethodScore> Score(IReadOnlyList<IReadOnlyList<ImagePrediction>> seeds)
    {
        var scores = seeds.Select(predictions => MethodScore.Of(predictions, ZeroShot));
        return seeds.Count > 1 ? scores.Append(MethodScore.OverSeeds(seeds, ZeroShot)) : scores;
    }
}
