using System.Diagnostics;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>
/// The rows of a set that are scored, in a folder: <c>rows-0-1000.jsonl</c> for each range that was worked on. Rows are only ever added,
/// so a process that is killed loses the row in hand, and no row is scored twice.
/// </summary>
internal sealed class RowStore : IDisposable
{
    /// <summary>What a loss of power may cost. A process that dies costs nothing: the system has what it wrote.</summary>
    private static readonly TimeSpan _syncInterval = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly LabelledSet _set;
    private readonly int _methods;
    private readonly RangeLock _lock;
    private readonly FileStream _file;
    private long _synced = Stopwatch.GetTimestamp();

    private RowStore(string folder, LabelledSet set, int methods, RowRange range, RangeLock taken)
    {
        (_folder, _set, _methods, Range, _lock) = (folder, set, methods, range, taken);
        var path = Path.Combine(folder, RowFileName.Of(range, RowFileName.RowsExtension));
        var length = File.Exists(path) ? RowFile.Read(path, set, methods).Length : 0;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _file.SetLength(length);
        _file.Position = length;
        var present = ReadRows().Select(row => row.Row).ToHashSet();
        Missing = [.. Enumerable.Range(range.From, range.Count).Where(row => !present.Contains(row))];
    }

    /// <summary>The rows that this process works on.</summary>
    public RowRange Range { get; }

    /// <summary>Those of them that were not scored when the store was opened.</summary>
    public IReadOnlyList<int> Missing { get; }

    /// <summary>Takes the range, and reads what is there.</summary>
    /// <param name="folder">The folder of the set, which is made where it is not there.</param>
    /// <param name="set">The set.</param>
    /// <param name="fingerprint">What the rows are scored with.</param>
    /// <param name="methods">How many methods each row has an answer of.</param>
    /// <param name="range">The rows to work on.</param>
    /// <param name="restart">Whether what is there is thrown away.</param>
    /// <exception cref="IOException">Another process has some of the rows.</exception>
    /// <exception cref="InvalidDataException">The rows that are there were scored with something else.</exception>
    public static async Task<RowStore> OpenAsync(string folder, LabelledSet set, RunFingerprint fingerprint, int methods, RowRange range, bool restart)
    {
        Directory.CreateDirectory(folder);
        var taken = RangeLock.Take(folder, range);
        try
        {
            if (restart)
            {
                RestartedFolder.Clear(folder, range);
            }
            else if (RangeLock.Others(folder, range).Count == 0)
            {
                WholeFile.RemoveLeftovers(folder);
            }
            await fingerprint.ClaimAsync(folder);
            return new RowStore(folder, set, methods, range, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Append(ScoredRow row)
    {
        // One write a row: a process that is killed leaves a whole line or the beginning of one.
        _file.Write(RowJson.ToLine(row));
        if (Stopwatch.GetElapsedTime(_synced) >= _syncInterval)
        {
            _file.Flush(flushToDisk: true);
            _synced = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>All rows that are there now, by whichever process, in the order of their numbers; of a row that is there twice, the one of the first file.</summary>
    public IReadOnlyList<ScoredRow> ReadRows()
        => [.. RowFileName.AllIn(_folder, RowFileName.RowsExtension).SelectMany(file => RowFile.Read(file.Path, _set, _methods).Rows).DistinctBy(row => row.Row).OrderBy(row => row.Row)];

    public void Dispose()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _lock.Dispose();
    }
}
