using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Manifests;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>Apache Parquet with a column <c>path</c> of texts, and a column <c>label</c> where there is one. A group of rows is in memory.</summary>
internal static class ParquetInput
{
    public static async IAsyncEnumerable<ManifestRow> ReadAsync(string path, IReadOnlySet<string> labels)
    {
        await using var source = await ParquetSource.OpenAsync(path, isSealed: false);
        var (pathColumn, labelColumn) = (NameOf(source, "path") ?? "path", NameOf(source, "label"));
        long number = 0;
        for (var group = 0; group < source.GroupCount; group++)
        {
            var paths = await source.ReadTextsAsync(group, pathColumn);
            var ofLabels = labelColumn is null ? null : await source.ReadTextsAsync(group, labelColumn);
            for (var i = 0; i < paths.Length; i++, number++)
            {
                yield return InputRow.Of(paths[i], ofLabels?[i], labels, path, Invariant($"row {number}"));
            }
        }
    }

    /// <summary>The name as the file has it, in any case as in CSV; the very one first.</summary>
    private static string? NameOf(ParquetSource source, string name)
        => source.ColumnNames.Contains(name) ? name : source.ColumnNames.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase));
}
