namespace ClassificationService.Answers;

/// <summary>A class list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is that of requests that name none.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="Pictures">Sample pictures of them, as addresses on this server.</param>
internal sealed record ListAnswer(string Name, bool IsDefault, IReadOnlyList<string> Classes, IReadOnlyDictionary<string, string> Pictures);
