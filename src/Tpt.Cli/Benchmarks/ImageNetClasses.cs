using Tpt.Cli.Sets;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// The names of ImageNet's classes by wnid, from a text file with a class a line. All masks follow from their order: a model's output 0 is
/// the first wnid of the sorted 1000.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Classes">The classes, sorted by wnid. Two pairs of ImageNet have one name each; the wnid tells them apart.</param>
internal sealed record ImageNetClasses(SourceFile File, IReadOnlyList<SetClass> Classes)
{
    public const string FileName = "classnames.txt";

    private const int WnidLength = 9;

    private static readonly char[] _separators = [' ', '\t'];

    /// <summary>Whether a name is a wnid: <c>n</c> and eight digits.</summary>
    public static bool IsWnid(string name) => name.Length == WnidLength && name[0] == 'n' && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <exception cref="InvalidDataException">A line is no wnid and name, or a wnid stands twice; file and line are named.</exception>
    public static ImageNetClasses Read(string path)
    {
        var text = SourceText.Read(path);
        SortedDictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (var (number, line) in text.Lines())
        {
            var parts = line.Split(_separators, 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2 || !IsWnid(parts[0]))
            {
                throw new InvalidDataException(Invariant($"'{text.Path}', line {number}: '{Excerpt.Of(line)}' is no wnid and name. A line looks like 'n01440764 tench', with a blank or a tab between."));
            }
            if (!names.TryAdd(parts[0], PromptName.Of(parts[1], Invariant($"'{text.Path}', line {number}"))))
            {
                throw new InvalidDataException(Invariant($"'{text.Path}', line {number}: {parts[0]} stands there a second time; take one of the two lines out."));
            }
        }
        return new ImageNetClasses(text.File, [.. names.Select(one => new SetClass(one.Key, one.Value))]);
    }

    /// <summary>The list that a user gave, or the first of the places where the layouts have it.</summary>
    /// <exception cref="FileNotFoundException">There is none; the message says where it was looked for and what a line looks like.</exception>
    public static ImageNetClasses Find(SetFolder folder, string root, string? given)
    {
        if (given is not null)
        {
            return Read(given);
        }
        string?[] places = [folder.Path, .. folder.ImageFolders().Select(images => images.Path), root, Path.GetDirectoryName(folder.Path), .. OfFamily(root), .. OfFamily(Path.GetDirectoryName(folder.Path))];
        string[] looked = [.. places.OfType<string>().Distinct(StringComparer.Ordinal)];
        return looked.Select(place => SetFolder.File(place, FileName)).FirstOrDefault(path => path is not null) is { } found
            ? Read(found)
            : throw new FileNotFoundException(
                $"{folder.Benchmark.DisplayName} needs the names of ImageNet's 1000 classes. There is no '{FileName}' in {PathList.Of(looked)}. Put CoOp's list there, or give a file of your own: a class a line, such as 'n01440764 tench'.");
    }

    /// <summary>The folders of ImageNet and its variants: CoOp has a copy of the list in each.</summary>
    private static IEnumerable<string> OfFamily(string? root) => root is null || !Directory.Exists(root) ? [] :
        VisibleEntries.Folders(root)
            .Where(one => Benchmark.All.Any(benchmark => benchmark.Kind == BenchmarkKind.ImageNet && benchmark.HasFolder(one.Name)))
            .Select(one => one.FullName);
}
