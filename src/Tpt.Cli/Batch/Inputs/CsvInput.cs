using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>Comma-separated values with a first line of column names: <c>path</c>, and <c>label</c> where there is one. Others are left out.</summary>
internal static class CsvInput
{
    public static IEnumerable<ManifestRow> Read(string path, IReadOnlySet<string> labels)
    {
        string[]? columns = null;
        var (pathAt, labelAt) = (-1, -1);
        foreach (var (number, line) in TextLines.Read(path))
        {
            if (line.Count(character => character == '"') % 2 != 0)
            {
                throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}', line {number}: a quote is not closed, or this is a quoted field with a line break, which is not read here. Close the quote, or write the list as Parquet."));
            }
            var values = CsvTable.Split(line);
            if (columns is null)
            {
                columns = values;
                (pathAt, labelAt) = (IndexOf(columns, "path"), IndexOf(columns, "label"));
                if (pathAt < 0)
                {
                    throw new InvalidDataException($"'{CellText.Quoted(path)}' has no column 'path' in its first line; it has {Excerpt.Of(columns)}.");
                }
                foreach (var name in (string[])["path", "label"])
                {
                    if (columns.Count(column => IsNamed(column, name)) > 1)
                    {
                        throw new InvalidDataException($"'{CellText.Quoted(path)}' has the column '{name}' twice in its first line. Give one of them another name.");
                    }
                }
                continue;
            }
            if (values.Length != columns.Length)
            {
                throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}', line {number}: it has {values.Length} values, and the first line {columns.Length}."));
            }
            yield return InputRow.Of(values[pathAt], labelAt < 0 ? null : values[labelAt], labels, path, Invariant($"line {number}"));
        }
    }

    private static int IndexOf(string[] columns, string name) => Array.FindIndex(columns, column => IsNamed(column, name));

    private static bool IsNamed(string column, string name) => column.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
