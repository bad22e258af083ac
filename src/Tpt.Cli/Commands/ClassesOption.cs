using System.CommandLine;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Terminal;
using Tpt.Engine.Prompts;

namespace Tpt.Cli.Commands;

/// <summary>The classes of a command line: names with commas between them, or a text file.</summary>
internal static class ClassesOption
{
    private const char NameSeparator = '\t';

    private static readonly string[] _fileExtensions = [".txt", ".csv", ".tsv", ".lst", ".list"];

    public static Option<string> Create() => new("--classes")
    {
        Description = "The classes: names with commas between them, or a text file with one a line. Behind the label of a line and a tab may stand the name for the prompt, and further names behind further tabs.",
        HelpName = "a,b,c|file",
        Required = true,
    };

    /// <param name="value">The names with commas between them, or the path of a file.</param>
    /// <exception cref="FileNotFoundException">The value looks like a path, and there is no such file.</exception>
    /// <exception cref="InvalidDataException">There is no name, or the file is not in UTF-8, longer than 32 MiB, or no regular file.</exception>
    public static IReadOnlyList<ClassPromptSet> Read(string value)
    {
        var isFile = File.Exists(value);
        if (!isFile && LooksLikePath(value))
        {
            throw new FileNotFoundException($"--classes looks like a file, but there is no file '{CellText.Quoted(value)}'. Give a text file with one class on each line, or names with commas between them.");
        }
        ClassPromptSet[] classes = isFile
            ? [.. SourceText.Read(value).Lines().Select(line => ReadLine(line.Text))]
            : [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new ClassPromptSet(name))];
        if (classes.GroupBy(one => one.ClassName, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"--classes has '{CellText.Quoted(twice.Key)}' twice. Leave one out; or where two classes share a name for the prompt, give a file whose lines have a label of their own, a tab and the name.");
        }
        return classes.Length > 0 ? classes : throw new InvalidDataException($"--classes '{CellText.Quoted(value)}' has no class in it.");
    }

    private static ClassPromptSet ReadLine(string line) => line.Split(NameSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [var label, .. var names] && names.Length > 0
        ? new ClassPromptSet(label, names)
        : new ClassPromptSet(line.Trim());

    /// <summary>A list with commas may have a slash in a name; a single value with one is a path.</summary>
    private static bool LooksLikePath(string value) =>
        _fileExtensions.Contains(Path.GetExtension(value), StringComparer.OrdinalIgnoreCase)
        || (!value.Contains(',', StringComparison.Ordinal) && value.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0);
}
