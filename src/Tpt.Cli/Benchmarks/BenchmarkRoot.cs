using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>A folder that holds data sets, or is one.</summary>
internal static class BenchmarkRoot
{
    /// <summary>The sets whose folders are under a root, in the order of the catalog; the root's own name counts too. What is in them is not read yet.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<Benchmark> FindAll(string root)
    {
        root = Require(root);
        return [.. Benchmark.All.Where(benchmark => Named(benchmark, root).Any(HoldsSomething))];
    }

    /// <summary>The folder of a set.</summary>
    /// <param name="benchmark">The set.</param>
    /// <param name="root">The data root, or the set's own folder.</param>
    /// <param name="isKnown">Whether the root is the set's folder where nothing below it is named so: a split file was given.</param>
    /// <param name="others">More folders of the set under the root, which are not read.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or none of the set.</exception>
    public static SetFolder Find(Benchmark benchmark, string root, bool isKnown, out IReadOnlyList<string> others)
    {
        root = Require(root);
        SetFolder[] named = [.. Named(benchmark, root).Where(HoldsSomething)];
        others = [.. named.Skip(1).Select(one => one.Path)];
        var itself = new SetFolder(benchmark, root);
        if (named.Length > 0)
        {
            return named[0];
        }
        return isKnown || IsSet(itself) ? itself : throw NotFound(benchmark, root);
    }

    private static string Require(string root)
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        return Directory.Exists(root) ? root : throw new DirectoryNotFoundException($"There is no folder '{root}'. It should be the folder of the data sets, or that of one of them.");
    }

    /// <summary>
    /// The folders of the set's names, those of the layouts first; the root itself is the last. Below a folder of the set's name, one such as
    /// CoOp's <c>sun397/SUN397</c> is that of its pictures.
    /// </summary>
    private static IEnumerable<SetFolder> Named(Benchmark benchmark, string root)
    {
        var places = benchmark.Places.Select(place => place.Folder).ToList();
        var isSet = benchmark.HasFolder(Path.GetFileName(root));
        return VisibleEntries.Folders(root)
            .Where(folder => !isSet || !benchmark.ImageFolders.Contains(folder.Name, StringComparer.OrdinalIgnoreCase))
            .OrderBy(folder => places.IndexOf(folder.Name) is >= 0 and var place ? place : places.Count)
            .Select(folder => folder.FullName)
            .Append(root)
            .Where(path => benchmark.HasFolder(Path.GetFileName(path)))
            .Select(path => new SetFolder(benchmark, path));
    }

    /// <summary>A folder with nothing but a list of classes is no set: CoOp's readers have such a list in each.</summary>
    private static bool HoldsSomething(SetFolder folder) =>
        VisibleEntries.Folders(folder.Path).Count > 0 || VisibleEntries.Files(folder.Path).Any(VisibleEntries.IsPicture);

    /// <summary>Whether a folder of any name holds what only this kind of set has.</summary>
    private static bool IsSet(SetFolder folder) => folder.Benchmark.Kind switch
    {
        BenchmarkKind.ImageNet => folder.ImageFolders().Any(images => ImageNetReader.HasClasses(images.Path)),
        BenchmarkKind.Variants => SetFolder.File(folder.Path, AircraftReader.ListName) is not null,
        _ => SetFolder.File(folder.Path, folder.Benchmark.SplitFileName!) is not null || CarsTables.In(folder) is not null,
    };

    private static DirectoryNotFoundException NotFound(Benchmark benchmark, string root)
    {
        var looked = string.Join(", ", benchmark.Places.Select(place => $"'{place.Folder}' ({LayoutNames.Of(place.Layouts)})"));
        string[] there = [.. VisibleEntries.Folders(root).Select(one => one.Name)];
        return new DirectoryNotFoundException(
            $"'{root}' has no folder of {benchmark.DisplayName}. It should be called {looked}; case, dashes and underscores do not count. There is {(there.Length > 0 ? Excerpt.Of(there) : "no folder")}.");
    }
}
