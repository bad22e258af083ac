using System.Globalization;
using Tpt.Cli.Results;

namespace Tpt.Cli.Reports;

/// <summary>Numbers as pages and consoles show them, alike in every culture. What is no number is a dash.</summary>
internal static class Figures
{
    public const string Nothing = "–";

    private const char Minus = '−';
    private const double SmallestPValue = 0.001;

    /// <param name="share">In [0, 1].</param>
    /// <returns><c>80.4 %</c>, with a space that does not break.</returns>
    public static string Percent(double share) => Number(share * 100, "0.0", "\u00A0%");

    /// <returns><c>80 %</c>, for where there is little room.</returns>
    public static string WholePercent(double share) => Number(share * 100, "0", "\u00A0%");

    /// <param name="difference">Of two shares, in [-1, 1].</param>
    /// <returns><c>+3.0</c>, in percentage points.</returns>
    public static string Points(double difference) => Number(difference * 100, "+0.0;-0.0;0.0", "");

    /// <returns><c>[−1.0, 6.9]</c>: shares in percent, or differences in points.</returns>
    public static string Range(Interval interval)
        => double.IsNaN(interval.Lower) ? Nothing : $"[{Number(interval.Lower * 100, "0.0", "")}, {Number(interval.Upper * 100, "0.0", "")}]";

    /// <returns><c>p = 0.25</c>, and <c>p &lt; 0.001</c> below that, with spaces that do not break.</returns>
    public static string PValue(double p) => $"p {(p < SmallestPValue ? "" : "= ")}{BarePValue(p)}".Replace(' ', '\u00A0');

    /// <returns><c>0.25</c>: two digits that count.</returns>
    public static string BarePValue(double p) => p < SmallestPValue ? "< 0.001" : Number(p, p < 0.01 ? "0.0000" : p < 0.1 ? "0.000" : "0.00", "");

    public static string Decimal(double value, string format = "0.000") => Number(value, format, "");

    /// <returns><c>50,000</c></returns>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <returns><c>1 picture</c>, <c>50,000 pictures</c>.</returns>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    private static string Number(double value, string format, string unit)
        => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture).Replace('-', Minus) + unit : Nothing;
}
