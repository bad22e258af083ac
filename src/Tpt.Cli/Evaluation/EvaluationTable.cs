using Tpt.Cli.Results;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation;

/// <summary>The figures of a set as lines of at most 80 columns. Shares are in percent.</summary>
internal static class EvaluationTable
{
    private const int NameWidth = 17;
    private const double SmallestP = 0.001;

    public static IEnumerable<string> Lines(SetEvaluation evaluation)
    {
        yield return $"{"",-NameWidth} {"top-1",6} {"[95 %]",16} {"top-5",6} {"macro",6} {"log-loss",8} {"s/image",7}";
        foreach (var line in evaluation.Methods.SelectMany(method => Named(method.Name, Figures(method))))
        {
            yield return line;
        }
        yield return "";
        yield return $"{"as probabilities",-NameWidth} {"ECE",6} {"adaptive ECE",12} {"Brier",7} {"adapted",8} {"no number",9}";
        foreach (var line in evaluation.Methods.SelectMany(method => Named(method.Name, Probabilities(method))))
        {
            yield return line;
        }
        if (evaluation.Methods.Count > 1)
        {
            yield return "";
            yield return $"{"against zero-shot",-NameWidth} {"change",7} {"[95 %]",16} {"repaired",8} {"broken",6} {"p",7}";
            foreach (var line in evaluation.Methods.Where(method => method.Comparison is not null).SelectMany(method => Named(method.Name, Figures(method.Comparison!))))
            {
                yield return line;
            }
        }
    }

    public static string Percent(double share) => double.IsNaN(share) ? "-" : Invariant($"{100 * share:0.00}");

    private static string Figures(MethodEvaluation method) => Invariant(
        $"{Percent(method.Top1),6} {Range(method.Top1Interval),16} {Percent(method.Top5),6} {Percent(method.MacroAccuracy),6} {method.LogLoss,8:0.0000} {(double.IsNaN(method.SecondsPerImage) ? "-" : Invariant($"{method.SecondsPerImage:0.000}")),7}");

    private static string Probabilities(MethodEvaluation method) => Invariant(
        $"{Percent(method.Calibration.ExpectedCalibrationError),6} {Percent(method.Calibration.AdaptiveCalibrationError),12} {method.BrierScore,7:0.0000} {(method.Comparison is null ? "-" : Percent(method.AdaptedShare)),8} {method.Fallbacks,9}");

    private static string Figures(PairedComparison comparison) => Invariant(
        $"{100 * comparison.Difference,7:+0.00;-0.00;0.00} {Range(comparison.DifferenceInterval),16} {comparison.Repaired,8} {comparison.Broken,6} {(comparison.PValue < SmallestP ? "< 0.001" : Invariant($"{comparison.PValue:0.000}")),7}");

    private static string Range(Interval interval) => $"[{Percent(interval.Lower)}, {Percent(interval.Upper)}]";

    /// <summary>A name that is too long stands in a line of its own.</summary>
    private static string[] Named(string name, string figures)
        => name.Length <= NameWidth ? [$"{name,-NameWidth} {figures}"] : [Excerpt.Of(name), $"{"",-NameWidth} {figures}"];
}
