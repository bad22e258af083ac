using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Prompts;

/// <summary>Lists of prompt templates for <see cref="PromptOptions.ZeroShotTemplates"/>.</summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Prompt = { ZeroShotTemplates = PromptTemplates.FromFile("imagenet_templates.txt") } };
/// using var classifier = new TptClassifier(clip, classNames, options);
/// </code>
/// </example>
public static class PromptTemplates
{
    /// <summary>As many bytes as <see cref="PromptOptions.ZeroShotTemplates"/> takes templates, each of full length and of ASCII.</summary>
    private const int LongestFile = PromptOptions.MostZeroShotTemplates * PromptPart.LongestText;

    /// <summary>Reads a list of prompt templates, one a line, such as the 7 or the 80 that CLIP's authors use for ImageNet.</summary>
    /// <param name="path">A text file. A line holds <c>{0}</c> or <c>{}</c> exactly once, where the class name goes; blank lines are skipped.</param>
    /// <returns>The templates, at least one, each with <c>{0}</c>.</returns>
    /// <exception cref="InvalidDataException">A line is no template or longer than 1,000 characters, there is none, or the file has more than a megabyte: the message names the file and the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <example>
    /// <code>
    /// File.WriteAllLines("templates.txt", ["a bad photo of a {}.", "a sketch of a {}."]);
    /// foreach (var template in PromptTemplates.FromFile("templates.txt"))
    ///     Console.WriteLine(template);     // a bad photo of a {0}.   a sketch of a {0}.
    /// </code>
    /// </example>
    public static IReadOnlyList<string> FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        // A device has no length, and may have no end.
        var file = new FileInfo(path);
        var length = (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
        if (length == 0)
        {
            throw new InvalidDataException($"'{path}' has no prompt template: it has 0 bytes, or is no regular file.");
        }
        if (length > LongestFile)
        {
            throw new InvalidDataException(FormattableString.Invariant($"'{path}' has {length} bytes; a list of prompt templates has at most {LongestFile}."));
        }
        var templates = new List<string>();
        var lineNumber = 0;
        foreach (var line in File.ReadLines(path))
        {
            lineNumber++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }
            // The published lists are Python's, which writes the place as {}.
            var template = line.Trim().Replace("{}", "{0}", StringComparison.Ordinal);
            if (PromptTemplate.FaultOf(template) is { } fault)
            {
                throw new InvalidDataException(Invariant($"'{path}', line {lineNumber}: '{Excerpt.Of(line)}' {fault}. In a file, {{}} is the same as {{0}}."));
            }
            templates.Add(template);
        }
        return templates.Count > 0 ? templates : throw new InvalidDataException(Invariant($"'{path}' has no prompt template: it has {lineNumber} lines, all blank."));
    }
}
