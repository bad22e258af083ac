using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>Reads a data set of the paper from whichever layout it is in.</summary>
internal static class BenchmarkReader
{
    /// <param name="benchmark">Which one.</param>
    /// <param name="root">The folder that holds the sets, or the set's own.</param>
    /// <param name="classNamesFile">
    /// The class names. For ImageNet and its variants a wnid and a name a line, the 1000 of them; for the others a name a line, in the order of
    /// the labels. Null is what the set's own files have.
    /// </param>
    /// <param name="splitFile">The split file, or Aircraft's list of test pictures; null looks for it. ImageNet has none.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such root, or it holds no folder of the set.</exception>
    /// <exception cref="FileNotFoundException">A file that the set needs is nowhere; the message says where it was looked for.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or pictures are missing; the message says which.</exception>
    /// <exception cref="ArgumentException">A split file is given for ImageNet or a variant.</exception>
    public static BenchmarkSet Read(Benchmark benchmark, string root, string? classNamesFile = null, string? splitFile = null)
    {
        if (splitFile is not null && benchmark.Kind == BenchmarkKind.ImageNet)
        {
            throw new ArgumentException($"{benchmark.DisplayName} has no split file: its folders are the test set. Leave it out.", nameof(splitFile));
        }
        root = Path.GetFullPath(root);
        var folder = BenchmarkRoot.Find(benchmark, root, isKnown: splitFile is not null, out var others);
        var set = benchmark.Kind switch
        {
            BenchmarkKind.ImageNet => ImageNetReader.Read(folder, root, classNamesFile),
            BenchmarkKind.Variants => AircraftReader.Read(folder, splitFile, classNamesFile),
            _ => ReadSplit(folder, splitFile, classNamesFile),
        };
        return others.Count == 0 ? set : set with
        {
            Remarks = [.. set.Remarks, $"'{folder.Path}' is read. There is also {PathList.Of(others)}; give that folder itself to read it."],
        };
    }

    private static BenchmarkSet ReadSplit(SetFolder folder, string? splitFile, string? classNamesFile)
    {
        if (splitFile is not null)
        {
            return SplitReader.Read(folder, splitFile, classNamesFile);
        }
        if (CarsTables.In(folder) is { } tables)
        {
            return CarsTables.Read(folder, tables, classNamesFile);
        }
        return SplitFinder.Find(folder, out var looked) is { } found
            ? SplitReader.Read(folder, found, classNamesFile)
            : WholeFolderReader.Read(folder, looked, classNamesFile);
    }
}
