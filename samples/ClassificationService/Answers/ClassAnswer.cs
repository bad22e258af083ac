namespace ClassificationService.Answers;

/// <summary>A class with its two probabilities.</summary>
/// <param name="Label">The class.</param>
/// <param name="Score">After adaptation.</param>
/// <param name="ZeroShot">Before.</param>
internal sealed record ClassAnswer(string Label, float Score, float ZeroShot);
