namespace Tpt.Cli.Disk;

/// <summary>What of a folder is for people to see. What begins with a dot is a tool's own, such as <c>.ipynb_checkpoints</c>.</summary>
internal static class VisibleEntry
{
    /// <summary>What systems leave behind: macOS in archives, Windows and Linux on disks, Windows in folders of pictures.</summary>
    private static readonly string[] _ofSystem =
        ["__MACOSX", "System Volume Information", "$RECYCLE.BIN", "lost+found", "Thumbs.db", "desktop.ini"];

    /// <summary>
    /// Whether an entry counts: it does not begin with a dot, is not hidden and not left behind by a system. An entry whose name is not UTF-8 is
    /// listed under a name that leads to nothing, and has all attributes at once: it counts, and is read as an error.
    /// </summary>
    public static bool Counts(FileSystemInfo entry) =>
        !entry.Name.StartsWith('.') && !(entry.Exists && entry.Attributes.HasFlag(FileAttributes.Hidden)) && !_ofSystem.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);
}
