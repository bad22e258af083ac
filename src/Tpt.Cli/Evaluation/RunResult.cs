using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation;

/// <summary>How far the evaluation of a set has come.</summary>
/// <param name="Evaluation">What was found; null while rows are missing.</param>
/// <param name="Missing">The rows that no process has scored yet.</param>
/// <param name="Files">What was written.</param>
internal sealed record RunResult(SetEvaluation? Evaluation, IReadOnlyList<RowRange> Missing, IReadOnlyList<string> Files);
