using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>A path as it stands in a split or list. A file from somewhere else must not lead out of the folder of pictures.</summary>
internal static class SplitPath
{
    private const int Longest = 1000;

    /// <returns>The path with slashes.</returns>
    /// <exception cref="InvalidDataException">It is absolute, has a step up, a control character or an empty part.</exception>
    public static string Of(string text, string place)
    {
        var path = text.Replace('\\', '/');
        var fault = path switch
        {
            { Length: 0 or > Longest } => "is empty or too long",
            _ when path.Any(char.IsControl) => "has a control character",
            ['/', ..] or [_, ':', ..] => "is absolute",
            _ when path.Split('/').Any(part => part is "" or "." or "..") => "has an empty part or a step up",
            _ => null,
        };
        return fault is null ? path : throw new InvalidDataException($"{place}: the path '{Excerpt.Of(text)}' {fault}. It should lead from the folder of pictures to a picture, such as 'cat/0001.jpg'.");
    }
}
