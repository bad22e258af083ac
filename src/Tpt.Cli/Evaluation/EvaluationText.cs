namespace Tpt.Cli.Evaluation;

/// <summary>What a command prints at its end.</summary>
/// <param name="Text">For people.</param>
/// <param name="Json">For programs.</param>
internal sealed record EvaluationText(string Text, string Json);
