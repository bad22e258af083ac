namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>
/// A text file of the classes that compete, one a line in the order of the scores: the folder of the class, and behind a tab its name
/// in the prompt where that is another. A class whose folder is not there has no pictures and competes all the same.
/// </summary>
internal static class ClassFile
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line is not of that form, or a folder stands twice, or there are no lines.</exception>
    public static IReadOnlyList<SetClass> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        SetClass[] classes = [.. lines.Select((line, i) => (Text: line.Trim(), Place: $"'{path}', line {i + 1}")).Where(line => line.Text.Length > 0).Select(line => Parse(line.Text, line.Place))];
        if (classes.GroupBy(one => one.Folder, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"'{path}' has the class '{twice.Key}' twice.");
        }
        return classes.Length > 0 ? classes : throw new InvalidDataException($"'{path}' names no classes; it should have a folder a line, and behind a tab the class's name.");
    }

    private static SetClass Parse(string line, string place) => line.Split('\t', StringSplitOptions.TrimEntries) switch
    {
        [{ Length: > 0 } folder] => new SetClass(folder),
        [{ Length: > 0 } folder, { Length: > 0 } name] => new SetClass(folder, name),
        _ => throw new InvalidDataException($"{place}: '{line}' is neither a folder nor a folder, a tab and a name."),
    };
}
