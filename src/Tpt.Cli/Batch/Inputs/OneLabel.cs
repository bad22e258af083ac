using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>Refuses a list that gives one path two labels. The same label twice is scored twice.</summary>
internal static class OneLabel
{
    /// <param name="rows">The rows; they are read once more where a message needs the first of two.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="list">The list, for messages.</param>
    /// <exception cref="InvalidDataException">A path has two labels.</exception>
    public static async IAsyncEnumerable<ManifestRow> Of(IAsyncEnumerable<ManifestRow> rows, IReadOnlySet<string> labels, string list)
    {
        var (seen, numbers, number) = (new SeenLabels(), labels.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal), 0L);
        await foreach (var row in rows)
        {
            number++;
            if (row.Label is not null && !seen.Add(row.Path, numbers[row.Label]))
            {
                var (first, label) = await FirstAsync(rows, row.Path);
                throw new InvalidDataException(Invariant($"'{CellText.Quoted(list)}' has '{CellText.Quoted(row.Path)}' with two labels: '{Excerpt.Of(label)}' in picture {first} of the list and '{Excerpt.Of(row.Label)}' in picture {number}, counted from 1. Leave one out."));
            }
            yield return row;
        }
    }

    private static async Task<(long Number, string Label)> FirstAsync(IAsyncEnumerable<ManifestRow> rows, string path)
    {
        var number = 0L;
        await foreach (var row in rows)
        {
            number++;
            if (row.Path == path && row.Label is { } label)
            {
                return (number, label);
            }
        }
        return (0, "");
    }
}
