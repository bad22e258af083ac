namespace ClassificationService.Answers;

/// <summary>A view, for people to look at.</summary>
/// <param name="Index">Its index; 0 is the centre view.</param>
/// <param name="Rank">Its place among the confident views, from 1; null where it is none.</param>
/// <param name="Picture">A small picture of it, as a data URI.</param>
internal sealed record ViewAnswer(int Index, int? Rank, string Picture);
