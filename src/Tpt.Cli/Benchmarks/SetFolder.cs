namespace Tpt.Cli.Benchmarks;

/// <summary>A folder that may be that of a set.</summary>
/// <param name="Benchmark">The set.</param>
/// <param name="Path">The folder, a full path.</param>
internal sealed record SetFolder(Benchmark Benchmark, string Path)
{
    /// <summary>Where its pictures may be: the folders of the layouts that are there, with what the catalog calls them; the last is the folder itself.</summary>
    public IEnumerable<(string Path, string Name)> ImageFolders() => Benchmark.ImageFolders
        .Select(name => (Path: Below(name), Name: name))
        .Where(images => images.Path is not null)
        .Select(images => (images.Path!, images.Name));

    /// <summary>The layouts that have the set's pictures there: those of this very spelling, else those of another, else those with that folder of pictures.</summary>
    /// <param name="images">One of the catalog's folders of pictures.</param>
    public BenchmarkLayouts LayoutsOf(string images)
    {
        var name = System.IO.Path.GetFileName(Path);
        var places = Benchmark.Places.Where(place => place.Images == images).ToArray();
        SetPlace[][] choices =
        [
            [.. places.Where(place => place.Folder == name)],
            [.. places.Where(place => NameSpelling.Of(place.Folder) == NameSpelling.Of(name))],
            places,
        ];
        return (choices.FirstOrDefault(choice => choice.Length > 0) ?? []).Aggregate(BenchmarkLayouts.Other, (all, place) => all | place.Layouts);
    }

    /// <summary>A folder below, whatever the case of its name; null where it is not there.</summary>
    /// <param name="relative">Its name with slashes; empty is the folder itself.</param>
    public string? Below(string relative) => relative.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate((string?)Path, (path, part) => path is null ? null : Child(path, part, Directory.EnumerateDirectories(path)));

    /// <summary>A file in a folder, whatever the case of its name; null where it is not there.</summary>
    public static string? File(string folder, string name) => Directory.Exists(folder) ? Child(folder, name, Directory.EnumerateFiles(folder)) : null;

    private static string? Child(string folder, string name, IEnumerable<string> entries)
    {
        string[] alike = [.. entries.Where(path => string.Equals(System.IO.Path.GetFileName(path), name, StringComparison.OrdinalIgnoreCase))];
        return alike.FirstOrDefault(path => path == System.IO.Path.Combine(folder, name)) ?? alike.Order(StringComparer.Ordinal).FirstOrDefault();
    }
}
