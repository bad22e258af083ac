using System.Runtime.CompilerServices;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Batch.Shards;

/// <summary>
/// What is scored of a shard before all of it is: files of the rows from one to another, of this process and of those before it. Two processes
/// may work on one shard at once, so ranges may overlap; a row is the same in all of them. Of a device of another type they do not count.
/// </summary>
/// <param name="files">Writes and reads the files.</param>
/// <param name="folder">Where they lie.</param>
/// <param name="shard">The shard.</param>
/// <param name="device">What this process computes on.</param>
/// <param name="messages">Hears of damaged files.</param>
internal sealed class PartFiles(ShardFile files, JobFolder folder, int shard, string device, Messages messages)
{
    private readonly List<(string Path, long From, long To)> _chain = [];

    /// <summary>Finds what is there.</summary>
    /// <param name="from">The first row of the shard.</param>
    /// <returns>The row behind the last that is scored without a gap from <paramref name="from"/> on.</returns>
    public async Task<long> FindAsync(long from)
    {
        List<(string Path, long From, long To)> present = [];
        foreach (var path in folder.PartsOf(shard))
        {
            var found = await files.LookAsync(path);
            if (found.Fault is not null)
            {
                messages.Warn($"{found.Fault} Its rows are scored again.");
                File.Delete(path);
            }
            else if (found.Device == device)
            {
                present.Add((path, found.From, found.To));
            }
        }
        _chain.Clear();
        var end = from;
        while (present.Where(part => part.From <= end && part.To > end).OrderByDescending(part => part.To).FirstOrDefault() is { Path: not null } next)
        {
            _chain.Add(next);
            end = next.To;
        }
        return end;
    }

    /// <summary>Adds rows behind those that are there.</summary>
    public async Task AddAsync(IReadOnlyList<ShardRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        var (from, to) = (rows[0].Id, rows[^1].Id + 1);
        var path = folder.PartPath(shard, from, to, device);
        await files.PublishAsync(path, from, to, device, rows.ToAsyncEnumerable());
        _chain.Add((path, from, to));
    }

    /// <summary>The rows without a gap, each once.</summary>
    /// <param name="from">The first row of the shard.</param>
    /// <param name="cancellationToken">Stops between two groups of rows.</param>
    public async IAsyncEnumerable<ShardRow> ReadAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (path, _, _) in _chain)
        {
            await foreach (var row in files.ReadAsync(path, cancellationToken))
            {
                if (row.Id == from)
                {
                    from++;
                    yield return row;
                }
            }
        }
    }

    /// <summary>The shard is there: the parts are not needed any more.</summary>
    public void Remove()
    {
        foreach (var path in folder.PartsOf(shard))
        {
            File.Delete(path);
        }
    }
}
