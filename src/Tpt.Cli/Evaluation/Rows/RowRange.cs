using System.Globalization;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>A part of a set: the rows from <paramref name="From"/> up to, but not with, <paramref name="To"/>.</summary>
/// <param name="From">The first row, from 0.</param>
/// <param name="To">The row behind the last, above <paramref name="From"/>.</param>
internal readonly record struct RowRange(int From, int To)
{
    private const string Separator = "..";

    public int Count => To - From;

    public bool Overlaps(RowRange other) => From < other.To && other.From < To;

    public bool Contains(int row) => row >= From && row < To;

    /// <summary><c>0..1000</c> is the first thousand. Either end may be left out: <c>1000..</c> is all from the thousand and first.</summary>
    /// <param name="text">What stands behind <c>--rows</c>; null is all rows.</param>
    /// <param name="rows">How many rows the set has.</param>
    /// <exception cref="ArgumentException">It is no range, or has no row of the set.</exception>
    public static RowRange Parse(string? text, int rows)
    {
        if (text is null)
        {
            return new RowRange(0, rows);
        }
        if (text.Split(Separator) is not [var from, var to] || !TryParseEnd(from, 0, out var first) || !TryParseEnd(to, rows, out var end))
        {
            throw new ArgumentException($"--rows is '{Excerpt.Of(text)}'; it must be two numbers as in 0{Separator}1000, the first row and the one behind the last. Either may be left out.");
        }
        return first < Math.Min(end, rows)
            ? new RowRange(first, Math.Min(end, rows))
            : throw new ArgumentException(Invariant($"--rows is '{Excerpt.Of(text)}', which has none of the set's rows 0{Separator}{rows}. The second number is the row behind the last."));
    }

    public override string ToString() => Invariant($"{From}{Separator}{To}");

    private static bool TryParseEnd(string text, int otherwise, out int end)
    {
        end = otherwise;
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out end);
    }
}
