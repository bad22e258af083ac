namespace Tpt.Hub.Storing;

/// <summary>The file <c>blobs/etag.incomplete</c>: the first bytes of a file that is being brought.</summary>
internal static class PartFile
{
    public const string Ending = ".incomplete";

    /// <summary>
    /// Opens it for this process alone. The lock of the blob says the same, but there are file systems that know no locks: two writers
    /// would mix their bytes, which the hash shows only in the end.
    /// </summary>
    public static Stream Open(string path) => new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        Options = FileOptions.Asynchronous,
        // Else the error of a full disk would come when the file is closed.
        BufferSize = 0,
    });

    /// <summary>Puts it under its own name. On Windows another program, such as a virus scanner, may have it open for a moment.</summary>
    public static async Task MoveAsync(string part, string path, HubMachine machine, CancellationToken cancellation)
    {
        for (var retriesLeft = FileReplacement.Tries; ; retriesLeft--)
        {
            try
            {
                File.Move(part, path, overwrite: true);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && retriesLeft > 0 && File.Exists(part))
            {
                await Task.Delay(machine.LockPoll, machine.Time, cancellation);
            }
            catch (Exception e) when (FileReplacement.MayPass(e))
            {
                throw FileReplacement.Explained(path, e);
            }
        }
    }
}
