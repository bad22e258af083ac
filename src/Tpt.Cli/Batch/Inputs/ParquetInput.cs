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
        var hasLabels = source.ColumnNames.Contains("label");
        long number = 0;
        for (var group = 0; group < source.GroupCount; group++)
        {
            var paths = await source.ReadTextsAsync(group, "path");
            var ofLabels = hasLabels ? await source.ReadTextsAsync(group, "label") : null;
            for (var i = 0; i < paths.Length; i++, number++)
            {
                yield return InputRow.Of(paths[i], ofLabels?[i], labels, path, Invariant($"row {number}"));
            }
        }
    }
}
