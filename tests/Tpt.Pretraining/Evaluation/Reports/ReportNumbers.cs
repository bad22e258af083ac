using Tpt.Cli.Evaluation;
using Tpt.Cli.Results;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>How the report writes numbers: shares in percent with one decimal.</summary>
internal static class ReportNumbers
{
    public static string Percent(double share) => Invariant($"{100 * share:0.0}");

    public static string Percent(double share, Interval interval) => Invariant($"{100 * share:0.0} [{100 * interval.Lower:0.0}, {100 * interval.Upper:0.0}]");

    public static string Difference(MethodComparison comparison)
        => $"{Signed(comparison.Difference)} [{Signed(comparison.DifferenceInterval.Lower)}, {Signed(comparison.DifferenceInterval.Upper)}]";

    /// <summary>Two significant digits; small values by their power of ten.</summary>
    public static string PValue(double p) => p switch
    {
        < 0.001 => Invariant($"{p:0.0e0}"),
        < 0.1 => Invariant($"{p:0.000}"),
        _ => Invariant($"{p:0.00}"),
    };

    public static string FixedAndBroken(MethodComparison comparison) => Invariant($"{comparison.Fixed:0.#} / {comparison.Broken:0.#}");

    // Below half of the last digit there is no sign: +0.0 and -0.0 would both be read as a direction.
    private static string Signed(double share) => Invariant($"{Math.Round(100 * share, 1, MidpointRounding.AwayFromZero):+0.0;-0.0;0.0}");
}
