using Tpt.Cli.Disk;

namespace Tpt.Cli.Benchmarks;

/// <summary>What of a folder counts, in ordinal order.</summary>
internal static class VisibleEntries
{
    // What the decoders of the command line read.
    private static readonly string[] _pictures =
        [".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tga", ".tif", ".tiff", ".webp"];

    public static IReadOnlyList<string> PictureExtensions => _pictures;

    public static IReadOnlyList<DirectoryInfo> Folders(string folder) => Visible(new DirectoryInfo(folder).EnumerateDirectories());

    public static IReadOnlyList<FileInfo> Files(string folder) => Visible(new DirectoryInfo(folder).EnumerateFiles());

    public static bool IsPicture(FileInfo file) => _pictures.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static T[] Visible<T>(IEnumerable<T> entries)
        where T : FileSystemInfo
        => [.. entries.Where(VisibleEntry.Counts).OrderBy(entry => entry.Name, StringComparer.Ordinal)];
}
