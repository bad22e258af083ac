using System.Text;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>A table of comma-separated values with a row of column names; a value in quotes may hold commas and doubled quotes.</summary>
internal sealed class CsvTable
{
    private readonly SourceText _text;
    private readonly string[] _columns;

    private CsvTable(SourceText text)
    {
        _text = text;
        var lines = text.Lines();
        _columns = Split(lines[0].Text);
        Rows = [.. lines.Skip(1).Select(line => Row(line.Number, line.Text))];
    }

    public SourceFile File => _text.File;

    /// <summary>The values by row, as many as there are columns.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <exception cref="InvalidDataException">A row has more or fewer values than the first.</exception>
    public static CsvTable Read(string path) => new(SourceText.Read(path));

    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public int Column(string name) => TryColumn(name) ?? throw new InvalidDataException($"'{File.Path}' has no column '{name}'; it has {Excerpt.Of(_columns)}.");

    public int? TryColumn(string name) => Array.FindIndex(_columns, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? index : null;

    private string[] Row(int number, string line) => Split(line) is var values && values.Length == _columns.Length
        ? values
        : throw new InvalidDataException(Invariant($"'{File.Path}', line {number}: '{Excerpt.Of(line)}' has {values.Length} values, and the first line {_columns.Length}."));

    /// <summary>The values of a line.</summary>
    public static string[] Split(string line)
    {
        List<string> values = [];
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                value.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(line[i]);
            }
        }
        return [.. values, value.ToString()];
    }
}
