using Tpt.Cli.Sets;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>Classes from their names in the order of the labels.</summary>
internal static class ClassNames
{
    /// <summary>The label of a class is its name; the index is added where two have one name.</summary>
    public static SetClass[] Of(IReadOnlyList<string> names, string place)
    {
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return [.. names.Select((name, label) => new SetClass(twice.Contains(name) ? Invariant($"{name} #{label}") : name, PromptName.Of(name, place)))];
    }

    /// <summary>The same classes under the names that a user gave: a name a line, in the order of the labels.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer names than classes.</exception>
    public static (SetClass[] Classes, SourceFile File) Renamed(IReadOnlyList<SetClass> classes, string path)
    {
        var (names, file) = Read(path);
        return names.Count == classes.Count
            ? ([.. classes.Zip(names, (one, name) => one with { Name = PromptName.Of(name, $"'{file.Path}'") })], file)
            : throw new InvalidDataException(Invariant($"'{file.Path}' has {names.Count} names for {classes.Count} classes ({Excerpt.Of([.. classes.Select(one => one.Label)])}). It should have a name a line, in this order."));
    }

    /// <summary>The names of a file that has one a line.</summary>
    public static (IReadOnlyList<string> Names, SourceFile File) Read(string path)
    {
        var text = SourceText.Read(path);
        return ([.. text.Lines().Select(line => line.Text)], text.File);
    }
}
