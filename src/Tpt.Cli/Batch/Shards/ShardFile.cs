using System.Globalization;
using System.Runtime.CompilerServices;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Shards;

/// <summary>A file of results: a range of a job's rows, with the job's fingerprint in it and its own SHA-256.</summary>
/// <param name="plan">The plan.</param>
internal sealed class ShardFile(JobPlan plan)
{
    private const string FingerprintKey = "tpt.fingerprint";
    private const string FromKey = "tpt.from";
    private const string ToKey = "tpt.to";
    private const string DeviceKey = "tpt.device";

    private readonly ShardTable _table = new([.. plan.Scoring.Classes.Select(one => one[0])]);
    private readonly Dictionary<string, int> _classes = plan.Scoring.Classes.Index().ToDictionary(one => one.Item[0], one => one.Index, StringComparer.Ordinal);

    /// <param name="path">The file.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The row behind the last.</param>
    /// <param name="device">What it was computed on.</param>
    /// <param name="rows">The rows, in their order.</param>
    /// <returns>Whether it was written; <see langword="false"/> where there is a file of that name, which stays.</returns>
    public Task<bool> PublishAsync(string path, long from, long to, string device, IAsyncEnumerable<ShardRow> rows)
        => Publication.PublishAsync(path, stream => _table.WriteAsync(stream, rows, new Dictionary<string, string>
        {
            [FingerprintKey] = plan.Fingerprint,
            [FromKey] = from.ToString(CultureInfo.InvariantCulture),
            [ToKey] = to.ToString(CultureInfo.InvariantCulture),
            [DeviceKey] = device,
        }));

    /// <summary>Looks whether a file is whole and of this job. All of it is read.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The rows that it says it has, and the device; or why it is not valid.</returns>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public async Task<(long From, long To, string Device, string? Fault)> LookAsync(string path)
    {
        try
        {
            await using var source = await ParquetSource.OpenAsync(path, isSealed: true);
            var metadata = source.Metadata;
            if (metadata.GetValueOrDefault(FingerprintKey) != plan.Fingerprint)
            {
                return (0, 0, "", $"'{CellText.Quoted(path)}' is of another job.");
            }
            var (from, to) = (Number(metadata, FromKey), Number(metadata, ToKey));
            return (from, to, metadata.GetValueOrDefault(DeviceKey) ?? "", source.RowCount == to - from ? null : Invariant($"'{CellText.Quoted(path)}' has {source.RowCount} rows and should have {to - from}."));
        }
        catch (InvalidDataException exception)
        {
            return (0, 0, "", exception.Message);
        }
    }

    /// <summary>The same of the file of a shard, which has all rows of it.</summary>
    public async Task<(string Device, string? Fault)> LookAtShardAsync(string path, int shard)
    {
        var (from, to, device, fault) = await LookAsync(path);
        return (device, fault ?? ((from, to) == plan.RangeOf(shard) ? null : Invariant($"'{CellText.Quoted(path)}' has the rows {from}..{to}, which are those of another shard.")));
    }

    /// <summary>The rows of a file, in their order, a group in memory at a time.</summary>
    public async IAsyncEnumerable<ShardRow> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var source = await ParquetSource.OpenAsync(path, isSealed: false);
        for (var group = 0; group < source.GroupCount; group++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in await new ShardGroup(source, group, _classes).ReadAsync())
            {
                yield return row;
            }
        }
    }

    private static long Number(IReadOnlyDictionary<string, string> metadata, string key) => long.TryParse(metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
