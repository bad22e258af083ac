using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>Reads a set by CoOp's split file.</summary>
internal static class SplitReader
{
    private const int Probed = 100;

    /// <param name="folder">The set's folder.</param>
    /// <param name="splitPath">The split file.</param>
    /// <param name="classNamesFile">Other names for the classes, one a line; null is the split's.</param>
    /// <exception cref="InvalidDataException">The split file is damaged, or pictures are missing.</exception>
    public static BenchmarkSet Read(SetFolder folder, string splitPath, string? classNamesFile)
    {
        var split = SplitFile.Read(splitPath);
        var images = FolderOf(folder, split);
        List<string> remarks = [];
        var pictures = new PictureResolver(images.Path).All(split.Test, split.File, remarks);
        return Of(folder, images, split.File, split.Classes, pictures, classNamesFile, remarks);
    }

    /// <summary>A set whose test pictures are known, with remarks on its classes.</summary>
    public static BenchmarkSet Of(
        SetFolder folder, (string Path, string Name) images, SourceFile split, IReadOnlyList<SetClass> classes, IReadOnlyList<LabelledPicture> pictures, string? classNamesFile, List<string> remarks)
    {
        SourceFile? names = null;
        if (classNamesFile is not null)
        {
            (classes, names) = ClassNames.Renamed(classes, classNamesFile);
        }
        var withPictures = pictures.Select(picture => picture.Label).ToHashSet();
        string[] empty = [.. classes.Where((_, label) => !withPictures.Contains(label)).Select(one => one.Label)];
        if (empty.Length > 0)
        {
            remarks.Add($"Without test pictures, but competing: {Words.Count(empty.Length, "class")} ({Excerpt.Of(empty)}).");
        }
        return new BenchmarkSet(folder.Benchmark, new LabelledSet(folder.Benchmark.Id, classes, pictures))
        {
            Layouts = folder.LayoutsOf(images.Name),
            ImageFolder = images.Path,
            SplitFile = split,
            ClassNamesFile = names,
            Remarks = remarks,
        };
    }

    /// <summary>The folder that the split's paths lead from: the layouts differ in it, and what is there decides.</summary>
    private static (string Path, string Name) FolderOf(SetFolder folder, SplitFile split)
    {
        var probe = split.Test.Take(Probed).ToArray();
        var candidates = folder.ImageFolders().ToArray();
        var best = candidates.MaxBy(images => new PictureResolver(images.Path).Count(probe));
        return new PictureResolver(best.Path).Count(probe) > 0 ? best : throw new InvalidDataException(
            $"None of the first test pictures of '{split.File.Path}' ({Excerpt.Of([.. probe.Select(picture => picture.Path)])}) is in {PathList.Of([.. candidates.Select(images => images.Path)])}. Unpack the set's pictures there.");
    }
}
