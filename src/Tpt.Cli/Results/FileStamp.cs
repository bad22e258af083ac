using Tpt.Cli.Disk;

namespace Tpt.Cli.Results;

/// <summary>By what a picture is known again that was scored.</summary>
/// <param name="Length">The length of its file in bytes.</param>
/// <param name="Time">When it was last written, in ticks of UTC. A copy may have another.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in lower-case hexadecimal.</param>
internal sealed record FileStamp(long Length, long Time, string Sha256)
{
    /// <summary>Reads the file.</summary>
    /// <returns>Null where it cannot be read, or is no regular file: a pipe could wait for ever.</returns>
    public static FileStamp? Of(string path)
    {
        try
        {
            // The time first: of a file that changes meanwhile it is then too old, and the file is looked at again.
            var (length, time) = LookAt(path);
            if (length == 0)
            {
                return null;
            }
            return new FileStamp(length, time, SharedFile.Sha256Of(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the file has still the bytes that it had. They are read only where its length is the same and its time is not.</summary>
    /// <param name="path">The file.</param>
    /// <param name="before">What it was; null where it could not be read.</param>
    public static bool IsSame(string path, FileStamp? before)
    {
        var (length, time) = LookAt(path);
        if (before is null || length != before.Length)
        {
            return before is null && Of(path) is null;
        }
        return time == before.Time || Of(path)?.Sha256 == before.Sha256;
    }

    /// <returns>The length and the time; zeros where there is no file.</returns>
    private static (long Length, long Time) LookAt(string path) => new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc.Ticks) : default;
}
