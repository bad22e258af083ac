using Tpt.Cli.Batch.Manifests;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>A text file with one path a line, and behind a tab the label where there is one.</summary>
internal static class ListInput
{
    public static IEnumerable<ManifestRow> Read(string path, IReadOnlySet<string> labels)
    {
        foreach (var (number, line) in TextLines.Read(path))
        {
            var parts = line.Split('\t', 2);
            yield return InputRow.Of(parts[0], parts.Length == 2 ? parts[1] : null, labels, path, Invariant($"line {number}"));
        }
    }
}
