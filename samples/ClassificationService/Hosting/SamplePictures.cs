namespace ClassificationService.Hosting;

/// <summary>The pictures that the page offers: those of the repository's evaluation pictures whose class is in a list.</summary>
internal static class SamplePictures
{
    private const string FileName = "openmoji.png";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "pictures");

    /// <summary>The pictures of the classes, as addresses on this server, by class.</summary>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> classNames) => classNames
        .SelectMany(name => Directory.GetDirectories(Folder).Select(set => (Name: name, Set: Path.GetFileName(set))))
        .Where(picture => picture.Name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && File.Exists(Path.Combine(Folder, picture.Set, picture.Name, FileName)))
        .DistinctBy(picture => picture.Name)
        .ToDictionary(picture => picture.Name, picture => $"/pictures/{picture.Set}/{Uri.EscapeDataString(picture.Name)}/{FileName}", StringComparer.Ordinal);
}
