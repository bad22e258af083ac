namespace Tpt.Hub.Storing;

/// <summary>
/// The lock of one content of one model, the file in which huggingface_hub has it: <c>.locks/models--org--name/etag.lock</c>. It stays
/// when it is no more held, as there.
/// </summary>
/// <remarks>
/// On Unix, FileShare.None takes <c>flock(LOCK_EX)</c>, as does Python's filelock: the two exclude each other, and a process that dies
/// leaves no lock. On Windows filelock locks a byte of the file: who has it open keeps us from opening it, and the other way round.
/// Some network file systems know neither. Then two downloads bring the same file, and the second finds it there or replaces it by its like.
/// </remarks>
internal sealed class BlobLock : IDisposable
{
    /// <summary>Errors that say that another has it: EWOULDBLOCK of Linux and of macOS, and Windows' violations of sharing and of locks.</summary>
    private static readonly int[] _held = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly FileStream _file;

    private BlobLock(FileStream file) => _file = file;

    /// <summary>Waits until nobody else has it.</summary>
    public static async Task<BlobLock> TakeAsync(string path, HubMachine machine, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new BlobLock(new FileStream(path, Options()));
            }
            catch (IOException e) when (_held.Contains(e.HResult))
            {
                await Task.Delay(machine.LockPoll, machine.Time, cancellation);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            // A cache may be shared by a group of users.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        }
        return options;
    }
}
