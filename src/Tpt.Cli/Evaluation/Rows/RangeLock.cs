using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>
/// Keeps two processes from scoring the same rows of a folder. It is a lock on a file, which the system takes back from a process that
/// dies, on a shared disk too where that knows locks. The file stays, empty.
/// </summary>
internal sealed class RangeLock : IDisposable
{
    /// <summary>Another process that looks whether a lock is held holds it for an instant.</summary>
    private const int Attempts = 10;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(30);

    private readonly FileStream _file;

    private RangeLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another process has the range, or one that overlaps it.</exception>
    public static RangeLock Take(string folder, RowRange range)
    {
        // First its own, then a look at the others: of two that start at once, at least one sees the other.
        var own = TryTake(PathOf(folder, range)) ?? throw Taken(folder, range);
        var other = RowFileName.AllIn(folder, RowFileName.LockExtension)
            .Where(file => file.Range != range && file.Range.Overlaps(range))
            .Select(file => (RowRange?)file.Range)
            .FirstOrDefault(taken => IsTaken(PathOf(folder, taken!.Value)));
        if (other is { } overlapping)
        {
            own.Dispose();
            throw Taken(folder, overlapping);
        }
        return own;
    }

    /// <summary>The ranges that other processes work on.</summary>
    public static IReadOnlyList<RowRange> Others(string folder, RowRange own) =>
        [.. RowFileName.AllIn(folder, RowFileName.LockExtension).Select(file => file.Range).Where(range => range != own && IsTaken(PathOf(folder, range)))];

    public void Dispose() => _file.Dispose();

    private static string PathOf(string folder, RowRange range) => Path.Combine(folder, RowFileName.Of(range, RowFileName.LockExtension));

    private static bool IsTaken(string path)
    {
        using var probe = TryTake(path);
        return probe is null;
    }

    private static RangeLock? TryTake(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new RangeLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException exception) when (IsSharingViolation(exception))
            {
                if (attempt == Attempts)
                {
                    return null;
                }
            }
            Thread.Sleep(_pause);
        }
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows. A full disk is none of them.</summary>
    private static bool IsSharingViolation(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static IOException Taken(string folder, RowRange range)
        => new($"Another process scores the rows {range} of '{Excerpt.Of(folder)}'. Wait for it, or name other rows with --rows, or another folder with --out.");
}
