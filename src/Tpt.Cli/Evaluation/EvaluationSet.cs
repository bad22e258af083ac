using Tpt.Cli.Benchmarks;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation;

/// <summary>A set as it was read, with what there is to say about it.</summary>
/// <param name="Set">The pictures and classes.</param>
/// <param name="Benchmark">Which set of the paper it is; null for a folder of class folders.</param>
/// <param name="Remarks">What a user should know of it, in sentences.</param>
internal sealed record EvaluationSet(LabelledSet Set, Benchmark? Benchmark, IReadOnlyList<string> Remarks)
{
    /// <summary>What it is called in tables.</summary>
    public string DisplayName => Benchmark?.DisplayName ?? Set.Name;

    /// <summary>At most so many pictures, spread evenly over the set. All its classes compete.</summary>
    /// <param name="limit">The number; null is all of them.</param>
    public EvaluationSet Limit(int? limit) => limit is { } count && count < Set.Pictures.Count
        ? this with { Set = Set with { Pictures = [.. Enumerable.Range(0, count).Select(i => Set.Pictures[(int)((long)i * Set.Pictures.Count / count)])] } }
        : this;
}
