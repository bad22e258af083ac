using System.Text.Json.Nodes;

namespace Tpt.Cli.Evaluation;

/// <summary>What became of a set.</summary>
/// <param name="Set">The set.</param>
/// <param name="Result">How far it is.</param>
/// <param name="Opening">What it was evaluated with, a line each.</param>
/// <param name="Metrics">The figures as JSON; null while rows are missing.</param>
internal sealed record SetOutcome(EvaluationSet Set, RunResult Result, IReadOnlyList<string> Opening, JsonObject? Metrics);
