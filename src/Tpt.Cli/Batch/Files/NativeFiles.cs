using System.Runtime.InteropServices;

namespace Tpt.Cli.Batch.Files;

/// <summary>What POSIX can do with files and .NET does not offer. Not on Windows.</summary>
internal static partial class NativeFiles
{
    /// <summary>AT_FDCWD: paths are relative to the current directory.</summary>
    public const int CurrentDirectory = -100;

    /// <summary>RENAME_NOREPLACE.</summary>
    public const uint NoReplace = 1;

    /// <summary>A second name for a file. It fails where the name is taken, on one machine and on NFS.</summary>
    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(string existing, string added);

    /// <summary>Linux, from glibc 2.28 on: a rename that fails where the name is taken.</summary>
    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);
}
