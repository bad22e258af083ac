using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>A text file with one path a line, and behind a tab the label where there is one.</summary>
internal static class ListInput
{
    public static IEnumerable<ManifestRow> Read(string path, IReadOnlySet<string> labels)
    {
        foreach (var (number, line) in TextLines.Read(path))
        {
            var parts = line.Split('\t');
            if (parts.Length > 2)
            {
                throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}', line {number}: it has {parts.Length - 1} tabs. A line is a path, and behind one tab its label. Leave the rest out; a list with more columns, or a path with a tab, goes into CSV or Parquet."));
            }
            yield return InputRow.Of(parts[0], parts.Length == 2 ? parts[1] : null, labels, path, Invariant($"line {number}"));
        }
    }
}
