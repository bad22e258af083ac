using Tpt.Cli.Sets;

namespace Tpt.Cli.Results;

/// <summary>A set with what every method makes of it: what a report shows.</summary>
/// <param name="Set">The set.</param>
/// <param name="Rows">The rows that are scored, in the order of their numbers; bad pictures among them.</param>
/// <param name="Methods">The methods; the first is zero-shot with one prompt, with which the others are compared.</param>
internal sealed record SetEvaluation(LabelledSet Set, IReadOnlyList<ScoredRow> Rows, IReadOnlyList<MethodEvaluation> Methods)
{
    /// <summary>The figures that the paper has for this set and backbone, by method name; empty where there are none.</summary>
    public IReadOnlyDictionary<string, double> Published { get; init; } = new Dictionary<string, double>();

    /// <summary>The table of the paper that it is in; null for other sets.</summary>
    public string? Group { get; init; }
}
