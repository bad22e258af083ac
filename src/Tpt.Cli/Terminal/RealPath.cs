namespace Tpt.Cli.Terminal;

/// <summary>Paths without links: two names of one file have one such path.</summary>
internal static class RealPath
{
    /// <summary>As the system compares names of files.</summary>
    public static StringComparison Comparison => OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The full path with all links in it resolved. What is not there stays as it is.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }
        var here = Path.Combine(Of(folder), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        // Where a link leads to may have links in its own path.
        return entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }

    /// <summary>Whether the two are one file or folder, or the second lies in the first.</summary>
    public static bool Contains(string path, string other)
    {
        var (outer, inner) = (Of(path), Of(other));
        return inner.Equals(outer, Comparison)
            || (inner.StartsWith(outer, Comparison) && (Path.EndsInDirectorySeparator(outer) || inner[outer.Length] == Path.DirectorySeparatorChar));
    }
}
