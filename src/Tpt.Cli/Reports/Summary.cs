using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>
/// The result in plain sentences. A difference is called one only where the paired interval leaves out 0 and McNemar's test is below
/// <see cref="Significance"/>.
/// </summary>
internal static class Summary
{
    public const double Significance = 0.05;

    /// <returns>A sentence or two for each method but the first.</returns>
    public static IEnumerable<string> Of(SetEvaluation evaluation)
    {
        var scored = evaluation.Rows.Count(row => row.Error is null);
        var on = $"On {Figures.Count(scored, "picture", "pictures")} of {Figures.Count(evaluation.Set.Classes.Count, "class", "classes")}";
        if (scored == 0)
        {
            return ["No picture was scored."];
        }
        var baseline = evaluation.Methods[0];
        return evaluation.Methods.Count == 1
            ? [$"{on}, {baseline.Name} has {Figures.Percent(baseline.Top1)} right {Figures.Range(baseline.Top1Interval)}."]
            : evaluation.Methods.Skip(1).Select(method => $"{on}, {Comparison(baseline, method)}");
    }

    /// <summary>Of several sets: the means, and on how many sets the methods can be told apart.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<SetEvaluation> sets)
    {
        var names = MethodNames(sets);
        foreach (var name in names.Skip(1))
        {
            var pairs = sets.Select(set => (First: set.Methods[0], Method: set.Methods.FirstOrDefault(method => method.Name == name)))
                .Where(pair => pair.Method is { Comparison: not null } && double.IsFinite(pair.Method.Top1)).ToList();
            if (pairs.Count == 0)
            {
                continue;
            }
            var better = pairs.Count(pair => IsShown(pair.Method!.Comparison!) && pair.Method.Comparison!.Difference > 0);
            var worse = pairs.Count(pair => IsShown(pair.Method!.Comparison!) && pair.Method.Comparison!.Difference < 0);
            yield return $"Over {Figures.Count(pairs.Count, "set", "sets")}, {name} has {Figures.Percent(pairs.Average(pair => pair.Method!.Top1))} right in the mean, "
                + $"{names[0]} {Figures.Percent(pairs.Average(pair => pair.First.Top1))}. It is better on {better}, worse on {worse}, and on {pairs.Count - better - worse} the two are not told apart. "
                + "Each set is tested by itself: of 20 tests about one shows a difference by chance.";
        }
    }

    /// <summary>The methods of the sets, each once, in the order in which they come.</summary>
    public static IReadOnlyList<string> MethodNames(IReadOnlyList<SetEvaluation> sets) => [.. sets.SelectMany(set => set.Methods).Select(method => method.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether both the interval and the test show a difference.</summary>
    public static bool IsShown(PairedComparison comparison) => LeavesOutZero(comparison.DifferenceInterval) && comparison.PValue < Significance;

    private static string Comparison(MethodEvaluation baseline, MethodEvaluation method)
    {
        var figures = $"{method.Name} has {Figures.Percent(method.Top1)} right, {baseline.Name} {Figures.Percent(baseline.Top1)}";
        if (method.Comparison is not { } comparison)
        {
            return figures + ".";
        }
        var pictures = $"It repairs {Figures.Count(comparison.Repaired, "picture", "pictures")} and breaks {Figures.Count(comparison.Broken)}.";
        return $"{figures}: {Difference(comparison)} {Figures.Range(comparison.DifferenceInterval)}; {Verdict(comparison)}. {pictures}";
    }

    private static string Difference(PairedComparison comparison)
    {
        var points = Figures.Points(Math.Abs(comparison.Difference)).TrimStart('+');
        return comparison.Repaired == comparison.Broken ? "as many" : $"{points} points {(comparison.Difference > 0 ? "more" : "less")}";
    }

    private static string Verdict(PairedComparison comparison)
    {
        var p = Figures.PValue(comparison.PValue);
        return (LeavesOutZero(comparison.DifferenceInterval), comparison.PValue < Significance) switch
        {
            (true, true) => $"chance hardly makes such a difference ({p})",
            (false, false) => $"the two are not told apart ({p})",
            (true, false) => $"the interval leaves out 0, but McNemar's test does not tell the two apart ({p})",
            (false, true) => $"McNemar's test tells the two apart ({p}), but the interval does not leave out 0",
        };
    }

    private static bool LeavesOutZero(Interval interval) => interval.Lower > 0 || interval.Upper < 0;
}
