using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Disk;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Commits;

/// <summary>Looks whether all shards of a job are there and right: each row once, in its order, with the picture and label of the manifest.</summary>
/// <param name="plan">The plan.</param>
/// <param name="folder">Where the files lie.</param>
internal sealed class JobCheck(JobPlan plan, JobFolder folder)
{
    private readonly ShardFile _files = new(plan);

    /// <summary>Reads all of it, a group of rows in memory at a time.</summary>
    /// <param name="add">Takes every row, in the order of the manifest.</param>
    /// <param name="cancellationToken">Stops between two groups.</param>
    /// <exception cref="IOException">Shards are missing or damaged: they are to be scored, and then it is to be tried again.</exception>
    /// <exception cref="InvalidDataException">The manifest or a shard is not that of the plan.</exception>
    public async Task<IReadOnlyList<ShardSum>> ReadAsync(Action<ShardRow> add, CancellationToken cancellationToken)
    {
        RequireManifest();
        var sums = await LookAtAllAsync(cancellationToken);
        // Read once from end to end: a shard may be much smaller than a group of the manifest's rows.
        await using var planned = ManifestFile.ReadAsync(folder.Manifest, 0, plan.Manifest.Rows, cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var shard = 0; shard < sums.Count; shard++)
        {
            await ReadShardAsync(shard, planned, add, cancellationToken);
        }
        return sums;
    }

    private void RequireManifest()
    {
        ManifestFile.RequireFile(folder.Manifest);
        if (SharedFile.Sha256Of(folder.Manifest) != plan.Manifest.Sha256)
        {
            throw new InvalidDataException($"The manifest '{CellText.Quoted(folder.Manifest)}' is not that of the plan. Bring it back, or plan the job again into another folder.");
        }
    }

    private async Task<IReadOnlyList<ShardSum>> LookAtAllAsync(CancellationToken cancellationToken)
    {
        List<ShardSum> sums = [];
        List<int> missing = [];
        List<string> faults = [];
        for (var shard = 0; shard < plan.Shards.Count; shard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = folder.ShardPath(shard);
            if (!File.Exists(path))
            {
                missing.Add(shard);
                continue;
            }
            var (device, fault) = await _files.LookAtShardAsync(path, shard);
            if (fault is not null)
            {
                missing.Add(shard);
                faults.Add(fault);
                continue;
            }
            var (from, to) = plan.RangeOf(shard);
            sums.Add(new ShardSum(Path.GetFileName(path), to - from, SharedFile.Sha256Of(path), device));
        }
        if (missing.Count == 0)
        {
            return sums;
        }
        var ranges = Ranges(missing);
        throw new IOException(string.Join(" ",
        [
            Invariant($"Missing or damaged: the shards {Excerpt.Of(ranges)}, {missing.Count} of {plan.Shards.Count}."),
            .. faults.Take(3),
            $"Score them with 'tpt worker --shards {ranges[0]} --plan {CellText.Quoted(folder.Plan)}'{(ranges.Count > 1 ? " and one for each of the other ranges" : "")}, and try again.",
        ]));
    }

    private async Task ReadShardAsync(int shard, IAsyncEnumerator<ManifestRow> planned, Action<ShardRow> add, CancellationToken cancellationToken)
    {
        var (from, to) = plan.RangeOf(shard);
        await using var rows = _files.ReadAsync(folder.ShardPath(shard), cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var id = from; id < to && await planned.MoveNextAsync(); id++)
        {
            if (!await rows.MoveNextAsync() || rows.Current.Id != id || rows.Current.Path != planned.Current.Path || rows.Current.Label != planned.Current.Label)
            {
                throw Wrong(shard, id, "is not the row of the manifest");
            }
            if (rows.Current.Error is null != rows.Current.Answer is not null)
            {
                throw Wrong(shard, id, "has neither an answer nor an error, or both");
            }
            add(rows.Current);
        }
        if (await rows.MoveNextAsync())
        {
            throw Wrong(shard, rows.Current.Id, "is there twice, or of another shard");
        }
    }

    /// <summary><c>0..1</c>, <c>4..9</c>: as <c>--shards</c> takes them.</summary>
    private static List<string> Ranges(List<int> shards)
    {
        List<string> ranges = [];
        for (var i = 0; i < shards.Count;)
        {
            var first = i++;
            while (i < shards.Count && shards[i] == shards[i - 1] + 1)
            {
                i++;
            }
            ranges.Add(Invariant($"{shards[first]}..{shards[i - 1] + 1}"));
        }
        return ranges;
    }

    private InvalidDataException Wrong(int shard, long id, string fault)
        => new(Invariant($"'{CellText.Quoted(folder.ShardPath(shard))}', row {id}: it {fault}. Move the file away, and score the shard again."));
}
