using Microsoft.AspNetCore.Mvc;

namespace ClassificationService.Answers;

/// <summary>What became of one file of a batch: an answer or a problem.</summary>
/// <param name="File">The name that the request gave it.</param>
/// <param name="Status">The status that it would have had alone.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record BatchItem(string File, int Status, PictureAnswer? Answer, ProblemDetails? Problem);
