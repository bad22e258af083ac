using System.Runtime.InteropServices;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// Puts whole files under their names, and never one in the place of another: of two processes that publish at once, one does and the other
/// hears of it. <c>File.Move</c> without overwriting looks first and renames then on Unix, so that both would.
/// </summary>
internal static class Publication
{
    /// <summary>What a file is called that is not whole yet.</summary>
    public const string Extension = ".tmp";

    private const int NotPermitted = 1, NoEntry = 2, Exists = 17, InvalidArgument = 22, TooManyLinks = 31;

    private const string CoreLibrary = "System.Private.CoreLib";

    // ENOSYS and EOPNOTSUPP of Linux and of macOS.
    private static readonly int[] _unsupported = [NotPermitted, InvalidArgument, TooManyLinks, 38, 95, 78, 45, 102];

    /// <summary>Writes a file beside its place, to the disk, and then under its name.</summary>
    /// <param name="path">The name.</param>
    /// <param name="write">Writes the file into a stream that can be read and sought in.</param>
    /// <returns>Whether it is this process's; <see langword="false"/> where the name is taken, whose file stays.</returns>
    /// <exception cref="IOException">The disk is full, or fails. Nothing stays of the file.</exception>
    public static async Task<bool> PublishAsync(string path, Func<Stream, Task> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{Extension}";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }
            return Place(temporary, path);
        }
        // What .NET makes of EFBIG: a limit on the length of a file, of the process or of the file system.
        catch (ArgumentOutOfRangeException exception) when (exception.Source == CoreLibrary)
        {
            throw new IOException($"'{CellText.Quoted(path)}' cannot be written: {exception.Message}", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Gives a file another name, unless that is taken. Where it is, the file keeps its own too.</summary>
    /// <remarks>
    /// By <c>link</c>, which every Unix file system for work has, NFS too; else by Linux's <c>renameat2</c>; on Windows by a move that does not replace. On a
    /// file system with none of them (some that are mounted from user space) it is looked at first and renamed then: two processes may both
    /// do it in the same instant, and as two attempts give the same bytes, the file is the same.
    /// </remarks>
    public static bool Place(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            return Move(from, to);
        }
        if (NativeFiles.Link(from, to) == 0)
        {
            SyncFolder(to);
            return true;
        }
        var error = Marshal.GetLastPInvokeError();
        if (_unsupported.Contains(error))
        {
            return Rename(from, to);
        }
        // Who puts the results together removes what others left: one that comes late finds its file gone, and the other's there.
        return error == Exists || (error == NoEntry && File.Exists(to)) ? false : throw Failed(to, error);
    }

    private static bool Rename(string from, string to)
    {
        var error = InvalidArgument;
        if (OperatingSystem.IsLinux())
        {
            if (NativeFiles.RenameAt2(NativeFiles.CurrentDirectory, from, NativeFiles.CurrentDirectory, to, NativeFiles.NoReplace) == 0)
            {
                SyncFolder(to);
                return true;
            }
            error = Marshal.GetLastPInvokeError();
        }
        return error == Exists ? false : _unsupported.Contains(error) ? Move(from, to) : throw Failed(to, error);
    }

    private static bool Move(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    /// <summary>The name is on the disk too. Some file systems cannot do that for a folder; there it is with the system.</summary>
    private static void SyncFolder(string path)
    {
        var folder = NativeFiles.Open(Path.GetDirectoryName(Path.GetFullPath(path))!, flags: 0);
        if (folder < 0)
        {
            return;
        }
        var (failed, error) = (NativeFiles.Sync(folder) != 0, Marshal.GetLastPInvokeError());
        _ = NativeFiles.Close(folder);
        if (failed && !_unsupported.Contains(error))
        {
            throw Failed(path, error);
        }
    }

    private static IOException Failed(string path, int error) => new($"'{CellText.Quoted(path)}' could not be put in its place: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
