namespace ClassificationService.Answers;

/// <summary>The answers of a batch, in the order of its files.</summary>
internal sealed record BatchAnswer(IReadOnlyList<BatchItem> Results);

