namespace Tpt.Cli.Benchmarks;

/// <summary>What of a folder counts: neither what begins with a dot or is hidden, nor what systems leave behind; in ordinal order.</summary>
internal static class VisibleEntries
{
    private static readonly string[] _ofSystem =
        ["__MACOSX", "System Volume Information", "$RECYCLE.BIN", "lost+found", "Thumbs.db", "desktop.ini"];

    // What the decoders of the command line read.
    private static readonly string[] _pictures =
        [".bmp", ".gif", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tga", ".tif", ".tiff", ".webp"];

    public static IReadOnlyList<string> PictureExtensions => _pictures;

    public static IReadOnlyList<DirectoryInfo> Folders(string folder) => Visible(new DirectoryInfo(folder).EnumerateDirectories());

    public static IReadOnlyList<FileInfo> Files(string folder) => Visible(new DirectoryInfo(folder).EnumerateFiles());

    public static bool IsPicture(FileInfo file) => _pictures.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static T[] Visible<T>(IEnumerable<T> entries)
        where T : FileSystemInfo
        => [.. entries.Where(IsVisible).OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>An entry whose name is not UTF-8 is listed under a name that leads to nothing, and has all attributes at once. It counts.</summary>
    private static bool IsVisible(FileSystemInfo entry) =>
        !entry.Name.StartsWith('.') && !(entry.Exists && entry.Attributes.HasFlag(FileAttributes.Hidden)) && !_ofSystem.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);
}
