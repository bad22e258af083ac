namespace Tpt.Cli.Pictures;

/// <summary>Walks a folder for pictures, with the folders in it. What is hidden, or begins with a dot, is left out.</summary>
internal static class PictureFolder
{
    // What Windows leaves in folders of pictures.
    private static readonly string[] _ofSystem = ["Thumbs.db", "desktop.ini"];

    /// <summary>The pictures, each folder's own before those of the folders in it, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extensions">The endings that pictures have.</param>
    /// <param name="unreadable">Hears of a folder that cannot be read, and why, before it is given; it may throw.</param>
    /// <returns>The files, and in its place each folder that cannot be read.</returns>
    public static IEnumerable<string> Files(string folder, IReadOnlyList<string> extensions, Action<string, Exception>? unreadable = null) => Walk(new DirectoryInfo(folder), extensions, unreadable).Select(file => Path.Combine(folder, Path.GetRelativePath(Path.GetFullPath(folder), file)));

    /// <summary>
    /// Whether an entry is for people to see. What begins with a dot is a tool's own, such as <c>.ipynb_checkpoints</c>. An entry whose name
    /// is not UTF-8 is listed under a name that leads to nothing, and has all attributes at once: it is visible, and is read as an error.
    /// </summary>
    public static bool IsVisible(FileSystemInfo entry) =>
        !entry.Name.StartsWith('.') && !(entry.Exists && entry.Attributes.HasFlag(FileAttributes.Hidden)) && !_ofSystem.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);

    public static bool IsPicture(string path, IReadOnlyList<string> extensions) => extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>A link to a folder is followed where it is named, and no deeper, so that there are no circles.</summary>
    private static IEnumerable<string> Walk(DirectoryInfo folder, IReadOnlyList<string> extensions, Action<string, Exception>? unreadable)
    {
        var (entries, fault) = Entries(folder);
        if (fault is not null)
        {
            unreadable?.Invoke(folder.FullName, fault);
            yield return folder.FullName;
            yield break;
        }
        foreach (var file in entries.OfType<FileInfo>().Where(file => IsPicture(file.Name, extensions)))
        {
            yield return file.FullName;
        }
        foreach (var inner in entries.OfType<DirectoryInfo>().Where(inner => inner.LinkTarget is null))
        {
            if (!inner.Exists)
            {
                // Its name leads to nothing: the folder itself stands for what is in it, and is read as an error.
                yield return inner.FullName;
                continue;
            }
            foreach (var file in Walk(inner, extensions, unreadable))
            {
                yield return file;
            }
        }
    }

    /// <summary>What is visible in a folder, by name; or why it cannot be read.</summary>
    private static (FileSystemInfo[] Entries, Exception? Fault) Entries(DirectoryInfo folder)
    {
        try
        {
            return ([.. folder.EnumerateFileSystemInfos().Where(IsVisible).OrderBy(entry => entry.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ([], exception);
        }
    }
}
