using System.Runtime.CompilerServices;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Manifests;

/// <summary>The manifest as Apache Parquet: the columns id, path, label, length, sha256. It is written and read a group of rows at a time.</summary>
internal static class ManifestFile
{
    private const int RowsPerGroup = 50_000;

    private static readonly ParquetTable<(long Id, ManifestRow Row)> _table = new(
        [
            new("id", typeof(long), row => row.Id),
            new("path", typeof(string), row => row.Row.Path),
            new("label", typeof(string), row => row.Row.Label),
            new("length", typeof(long), row => row.Row.Length),
            new("sha256", typeof(string), row => row.Row.Sha256),
        ],
        RowsPerGroup);

    /// <param name="stream">Where it goes.</param>
    /// <param name="rows">The pictures.</param>
    /// <param name="rowsPerShard">How many rows a shard has; the last may have fewer.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    public static async Task<ManifestSummary> WriteAsync(Stream stream, IAsyncEnumerable<ManifestRow> rows, int rowsPerShard, CancellationToken cancellationToken)
    {
        using var digest = new ManifestDigest();
        List<string> shards = [];
        long count = 0, labelled = 0, unreadable = 0;
        await _table.WriteAsync(stream, Numbered(), new Dictionary<string, string>());
        if (count % rowsPerShard != 0)
        {
            shards.Add(digest.Take());
        }
        return new ManifestSummary(count, labelled, unreadable, shards);

        async IAsyncEnumerable<(long Id, ManifestRow Row)> Numbered()
        {
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                digest.Add(row);
                yield return (count++, row);
                labelled += row.Label is null ? 0 : 1;
                unreadable += row.Length is null ? 1 : 0;
                if (count % rowsPerShard == 0)
                {
                    shards.Add(digest.Take());
                }
            }
        }
    }

    /// <exception cref="FileNotFoundException">There is no manifest.</exception>
    public static void RequireFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no manifest '{CellText.Quoted(path)}'. Bring it back beside the plan.");
        }
    }

    /// <summary>The rows of a range, in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">The first.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="cancellationToken">Stops between two groups.</param>
    /// <exception cref="FileNotFoundException">There is no manifest.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or has fewer rows.</exception>
    public static async IAsyncEnumerable<ManifestRow> ReadAsync(string path, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireFile(path);
        await using var source = await ParquetSource.OpenAsync(path, isSealed: false);
        if (source.RowCount < to)
        {
            throw new InvalidDataException(Invariant($"The manifest '{path}' has {source.RowCount} rows, but the plan speaks of {to}. Plan the job again into another folder."));
        }
        long start = 0;
        for (var group = 0; group < source.GroupCount && start < to; group++)
        {
            var rows = source.RowsOf(group);
            if (start + rows > from)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (paths, labels) = (await source.ReadTextsAsync(group, "path"), await source.ReadTextsAsync(group, "label"));
                var (lengths, digests) = (await source.ReadNumbersAsync<long>(group, "length"), await source.ReadTextsAsync(group, "sha256"));
                for (var i = Math.Max(0, from - start); i < Math.Min(rows, to - start); i++)
                {
                    yield return new ManifestRow(paths[i] ?? "", labels[i], lengths[i], digests[i]);
                }
            }
            start += rows;
        }
    }
}
