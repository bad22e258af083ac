using System.Diagnostics;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Workers;

/// <summary>Scores shards of a job. Whatever happens to it, a shard is there whole or not at all, and the next attempt goes on.</summary>
/// <param name="plan">The plan.</param>
/// <param name="folder">Where the files lie.</param>
/// <param name="checkpoint">After how long what is scored is written.</param>
/// <param name="messages">What is said meanwhile.</param>
internal sealed class ShardWorker(JobPlan plan, JobFolder folder, TimeSpan checkpoint, Messages messages)
{
    private readonly ShardFile _files = new(plan);

    /// <summary>Whether a shard is there and valid. One that is damaged is set aside, under another name, and said; the job is not whole any more then.</summary>
    /// <exception cref="InvalidDataException">A folder has its name.</exception>
    public async Task<bool> IsDoneAsync(int shard)
    {
        var path = folder.ShardPath(shard);
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' is a folder, and the shard is to be a file of that name. Move the folder away.");
        }
        if (!File.Exists(path))
        {
            return false;
        }
        var fault = await FaultOfAsync(path, shard);
        if (fault is null)
        {
            return true;
        }
        var aside = Invariant($"{path}.{Guid.NewGuid():N}.broken");
        // First: it says that what is there is whole.
        File.Delete(folder.Success);
        try
        {
            File.Move(path, aside);
        }
        catch (FileNotFoundException)
        {
            return false;       // another process has set it aside
        }
        // Between the look and the move another process may have put a good one there.
        if (await FaultOfAsync(aside, shard) is null)
        {
            Files.Publication.Place(aside, path);
            File.Delete(aside);
            return true;
        }
        messages.Warn($"{fault} It is kept as '{Path.GetFileName(aside)}', and the shard is scored again.");
        return false;
    }

    /// <summary>Scores a shard that is not there.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="scorer">Scores.</param>
    /// <param name="device">What it computes on.</param>
    /// <param name="progress">Hears of every row.</param>
    /// <param name="cancellationToken">Stops between two rows; what is scored is written first.</param>
    /// <exception cref="IOException">The disk is full, or fails; or none of the pictures is there.</exception>
    /// <exception cref="InvalidDataException">The manifest is not that of the plan.</exception>
    public async Task RunAsync(int shard, ShardScorer scorer, string device, IRunProgress progress, CancellationToken cancellationToken)
    {
        var (from, to) = plan.RangeOf(shard);
        var rows = await ReadManifestAsync(shard, cancellationToken);
        var disk = new PictureDisk(rows, plan.Scoring.PictureCheck);
        disk.Require();
        var parts = new PartFiles(_files, folder, shard, device, messages);
        try
        {
            var done = await parts.FindAsync(from);
            var pending = await ScoreAsync(shard, done, rows.Skip((int)(done - from)), (int)(to - from), scorer, parts, disk, progress, cancellationToken);
            if (pending is not null)
            {
                await _files.PublishAsync(folder.ShardPath(shard), from, to, device, parts.ReadAsync(from, CancellationToken.None).Concat(pending.ToAsyncEnumerable()));
            }
        }
        // Another process has put the shard there, and removed the parts.
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException && File.Exists(folder.ShardPath(shard)))
        {
            messages.Say(Invariant($"shard {shard} is there, by another process"));
        }
        if (!await IsDoneAsync(shard))
        {
            throw new IOException(Invariant($"Shard {shard} was written and cannot be read back from '{folder.ShardPath(shard)}'. Try again; where it comes again, look at the disk."));
        }
        parts.Remove();
    }

    /// <returns>The rows behind the parts; null where another process was faster.</returns>
    private async Task<IReadOnlyList<ShardRow>?> ScoreAsync(
        int shard, long first, IEnumerable<ManifestRow> rows, int total, ShardScorer scorer, PartFiles parts, PictureDisk disk, IRunProgress progress, CancellationToken cancellationToken)
    {
        List<ShardRow> pending = [];
        var written = Stopwatch.GetTimestamp();
        progress.Begin(total, (int)(first - plan.RangeOf(shard).From));
        try
        {
            foreach (var row in scorer.Score(first, rows, cancellationToken))
            {
                pending.Add(row);
                progress.Scored();
                if (Stopwatch.GetElapsedTime(written) >= checkpoint)
                {
                    if (File.Exists(folder.ShardPath(shard)))
                    {
                        return null;
                    }
                    disk.Require();
                    await parts.AddAsync(pending);
                    pending.Clear();
                    written = Stopwatch.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            disk.Require();
            await parts.AddAsync(pending);
            throw;
        }
        finally
        {
            progress.End();
        }
        // Again before anything is written: a disk may go away in between, and all rows from there on would be errors.
        disk.Require();
        return pending;
    }

    private async Task<IReadOnlyList<ManifestRow>> ReadManifestAsync(int shard, CancellationToken cancellationToken)
    {
        var (from, to) = plan.RangeOf(shard);
        var rows = await ManifestFile.ReadAsync(folder.Manifest, from, to, cancellationToken).ToListAsync(cancellationToken);
        return ManifestDigest.Of(rows) == plan.Shards[shard] ? rows
            : throw new InvalidDataException(Invariant($"The rows {from}..{to} of '{folder.Manifest}' are not those of the plan. Bring the manifest back, or plan the job again into another folder."));
    }

    private async Task<string?> FaultOfAsync(string path, int shard)
    {
        try
        {
            return (await _files.LookAtShardAsync(path, shard)).Fault;
        }
        catch (FileNotFoundException)
        {
            return "It is gone.";
        }
    }
}
