using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Reads all pictures of a set that has a folder for each class but no split file. That is not the paper's test set, and a remark says so.
/// </summary>
internal static class WholeFolderReader
{
    private const string Pets = "oxford-pets";
    private const string Scenes = "sun397";

    /// <param name="folder">The set's folder.</param>
    /// <param name="looked">Where a split file was looked for.</param>
    /// <param name="classNamesFile">Other names for the classes, one a line; null is what CoOp makes of the folders' names.</param>
    /// <exception cref="FileNotFoundException">There are no class folders either.</exception>
    public static BenchmarkSet Read(SetFolder folder, IReadOnlyList<string> looked, string? classNamesFile)
    {
        foreach (var images in folder.ImageFolders())
        {
            var groups = Groups(folder.Benchmark, images.Path);
            if (groups.Count > 0)
            {
                return Read(folder, images, groups, looked, classNamesFile);
            }
        }
        throw new FileNotFoundException(
            $"There is no '{folder.Benchmark.SplitFileName}' in {PathList.Of(looked)}, and '{folder.Path}' has no class folders. CoOp publishes the file (DATASETS.md of KaiyangZhou/CoOp); put it into '{folder.Path}', or give its path.");
    }

    private static BenchmarkSet Read(
        SetFolder folder, (string Path, string Name) images, SortedDictionary<string, List<(string Path, string Name)>> groups, IReadOnlyList<string> looked, string? classNamesFile)
    {
        SetClass[] classes = [.. groups.Keys.Select(name => new SetClass(name, PromptName.Of(CoOpNames.Of(folder.Benchmark, name), $"'{images.Path}'")))];
        SourceFile? names = null;
        if (classNamesFile is not null)
        {
            (classes, names) = ClassNames.Renamed(classes, classNamesFile);
        }
        LabelledPicture[] pictures = [.. groups.Values.SelectMany((group, label) => group.Select(one => new LabelledPicture(one.Path, one.Name, label)))];
        return new BenchmarkSet(folder.Benchmark, new LabelledSet(folder.Benchmark.Id, classes, pictures))
        {
            Layouts = folder.LayoutsOf(images.Name),
            ImageFolder = images.Path,
            ClassNamesFile = names,
            Remarks =
            [
                $"There is no '{folder.Benchmark.SplitFileName}' in {PathList.Of(looked)}: all {Words.Count(pictures.Length, "picture")} of '{images.Path}' are taken. That is not the test set of the paper, whose pictures are a part of them; its figures do not apply.",
            ],
        };
    }

    /// <summary>The pictures by class, sorted by the class's folder.</summary>
    private static SortedDictionary<string, List<(string Path, string Name)>> Groups(Benchmark benchmark, string images)
    {
        SortedDictionary<string, List<(string Path, string Name)>> groups = new(StringComparer.Ordinal);
        if (benchmark.Id == Pets)
        {
            // Its pictures lie in one folder, and their names begin with the breed: Abyssinian_12.jpg.
            var files = VisibleEntries.Files(images).Where(file => VisibleEntries.IsPicture(file) && file.Name.Contains('_', StringComparison.Ordinal));
            foreach (var file in files)
            {
                Add(groups, file.Name[..file.Name.LastIndexOf('_')].ToLowerInvariant(), (file.FullName, file.Name));
            }
            return groups;
        }
        foreach (var folder in VisibleEntries.Folders(images).Where(one => CoOpNames.IsClass(one.Name) && !benchmark.ImageFolders.Contains(one.Name, StringComparer.OrdinalIgnoreCase)))
        {
            foreach (var picture in FolderPictures.Of(folder.FullName, folder.Name).Pictures)
            {
                // SUN397 has its classes below a letter, some in two steps: a/apartment_building/outdoor.
                var length = benchmark.Id == Scenes ? picture.Name.LastIndexOf('/') : picture.Name.IndexOf('/', StringComparison.Ordinal);
                Add(groups, picture.Name[..length], picture);
            }
        }
        return groups;
    }

    private static void Add(SortedDictionary<string, List<(string Path, string Name)>> groups, string name, (string Path, string Name) picture)
    {
        if (!groups.TryGetValue(name, out var group))
        {
            groups[name] = group = [];
        }
        group.Add(picture);
    }
}
