using Tpt.Cli.Sets;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// A text file of the classes that compete, one a line in the order of the scores: the folder of the class, and behind a tab its name
/// in the prompt where that is another. A class whose folder is not there has no pictures and competes all the same.
/// </summary>
internal static class ClassList
{
    private const int Most = 100_000;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no text in UTF-8, a line is not of that form, or a folder stands twice; file and line are named.</exception>
    public static IReadOnlyList<SetClass> Read(string path)
    {
        var text = SourceText.Read(path);
        var lines = text.Lines();
        if (lines.Count > Most)
        {
            throw new InvalidDataException(Invariant($"'{text.Path}' has {lines.Count} lines; at most {Most} classes can compete."));
        }
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        List<SetClass> classes = [];
        foreach (var (number, line) in lines)
        {
            var place = Invariant($"'{text.Path}', line {number}");
            var one = Parse(line, place);
            if (!numbers.TryAdd(one.Label, number))
            {
                throw new InvalidDataException(Invariant($"{place}: the folder '{Excerpt.Of(one.Label)}' stands in line {numbers[one.Label]} already; take one of the two out."));
            }
            classes.Add(one);
        }
        return classes;
    }

    private static SetClass Parse(string line, string place) => line.Split('\t', StringSplitOptions.TrimEntries) switch
    {
        [{ Length: > 0 } folder] => new SetClass(folder, PromptName.Of(folder, place)),
        [{ Length: > 0 } folder, { Length: > 0 } name] => new SetClass(folder, name),
        _ => throw new InvalidDataException($"{place}: '{Excerpt.Of(line)}' is neither a folder nor a folder, one tab and a name."),
    };
}
