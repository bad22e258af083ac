namespace Tpt.Cli.Benchmarks;

/// <summary>Where people put CoOp's split files: in the set's folder, beside it, or, as TPT has it, in <c>data/data_splits</c>.</summary>
internal static class SplitFinder
{
    private static readonly string[] _folders = ["", "data_splits", "data/data_splits"];

    /// <summary>The split file of a set; null where there is none.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <param name="looked">The folders that were looked into.</param>
    public static string? Find(SetFolder folder, out IReadOnlyList<string> looked)
    {
        string[] places = [.. Places(folder)];
        looked = places;
        return folder.Benchmark.SplitFileName is { } name
            ? places.Select(place => SetFolder.File(place, name)).FirstOrDefault(path => path is not null)
            : null;
    }

    private static IEnumerable<string> Places(SetFolder folder)
    {
        var parent = Path.GetDirectoryName(folder.Path);
        // The set's folder, the data root, and what lies beside the root: a checkout of TPT with its data next to it.
        string?[] above = [folder.Path, parent, parent is null ? null : Path.GetDirectoryName(parent)];
        return above.OfType<string>().SelectMany((place, i) => _folders
            .Where(below => i < 2 || below.Length > 0)
            .Select(below => Path.GetFullPath(Path.Combine(place, below))));
    }
}
