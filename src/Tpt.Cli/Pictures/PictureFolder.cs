using Tpt.Cli.Disk;

namespace Tpt.Cli.Pictures;

/// <summary>Walks a folder for pictures, with the folders in it. What does not count by <see cref="VisibleEntry"/> is left out.</summary>
internal static class PictureFolder
{
    /// <summary>The pictures, each folder's own before those of the folders in it, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extensions">The endings that pictures have.</param>
    /// <param name="unreadable">Hears of a folder that cannot be read, and why, before it is given; it may throw.</param>
    /// <returns>The files, and in its place each folder that cannot be read.</returns>
    public static IEnumerable<string> Files(string folder, IReadOnlyList<string> extensions, Action<string, Exception>? unreadable = null) => Walk(new DirectoryInfo(folder), extensions, unreadable).Select(file => Path.Combine(folder, Path.GetRelativePath(Path.GetFullPath(folder), file)));

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
            return ([.. folder.EnumerateFileSystemInfos().Where(VisibleEntry.Counts).OrderBy(entry => entry.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ([], exception);
        }
    }
}
