namespace Tpt.Cli.Results;

/// <summary>One picture of a set, scored by every method of a run on the same views.</summary>
/// <param name="Row">The picture's number in the set, from 0.</param>
/// <param name="Picture">Its name within the set.</param>
/// <param name="Label">The index of its class.</param>
/// <param name="Error">Why it could not be read; null where it was. Then <paramref name="Answers"/> is empty.</param>
/// <param name="Answers">By method, in the order of <see cref="SetEvaluation.Methods"/>.</param>
internal sealed record ScoredRow(int Row, string Picture, int Label, string? Error, IReadOnlyList<MethodAnswer> Answers);
