using System.Text.Json.Nodes;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation;

/// <summary>
/// What a cascade would change: one view of every picture, and the method with all views only where the zero-shot lead is below a margin. It is worked
/// out of the rows of the full run, and needs no run of its own.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="OneView">How many of the pictures are left with their zero-shot scores, in [0, 1].</param>
/// <param name="Agreement">How many of the pictures have the class that the method gives with all views, in [0, 1].</param>
/// <param name="Top1">The accuracy with the cascade, in [0, 1].</param>
/// <param name="FullTop1">Without it.</param>
/// <param name="Seconds">The mean seconds of an image with the cascade: zero-shot, and the method where it goes on.</param>
/// <param name="FullSeconds">Without it.</param>
internal sealed record CascadeSummary(string Method, double OneView, double Agreement, double Top1, double FullTop1, double Seconds, double FullSeconds)
{
    /// <param name="evaluation">The rows. One that could not be read counts nowhere.</param>
    /// <param name="zeroShot">The index of the method whose lead is looked at.</param>
    /// <param name="margin">In (0, 1].</param>
    public static IReadOnlyList<CascadeSummary> Of(SetEvaluation evaluation, int zeroShot, double margin)
    {
        ScoredRow[] rows = [.. evaluation.Rows.Where(row => row.Error is null)];
        return [.. Enumerable.Range(zeroShot + 1, evaluation.Methods.Count - zeroShot - 1).Select(method => Of(evaluation.Methods[method].Name, [.. rows.Select(row => (row.Answers[zeroShot], row.Answers[method]))], margin))];
    }

    /// <summary>As <c>tpt evaluate</c> prints it.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<CascadeSummary> summaries, double margin)
    {
        yield return "";
        yield return Invariant($"cascade with margin {margin}, shares in percent; in brackets without it");
        foreach (var one in summaries)
        {
            yield return $"{Excerpt.Of(one.Method)}: {EvaluationTable.Percent(one.OneView)} with one view, {EvaluationTable.Percent(one.Agreement)} agree,";
            yield return Invariant($"  top-1 {EvaluationTable.Percent(one.Top1)} ({EvaluationTable.Percent(one.FullTop1)}), {one.Seconds:0.000} s/image ({one.FullSeconds:0.000})");
        }
    }

    public static JsonObject ToJson(IReadOnlyList<CascadeSummary> summaries, double margin) => new()
    {
        ["margin"] = margin,
        ["methods"] = new JsonArray([.. summaries.Select(one => new JsonObject
        {
            ["name"] = one.Method,
            ["one_view"] = one.OneView,
            ["agreement"] = one.Agreement,
            ["top1"] = one.Top1,
            ["seconds"] = one.Seconds,
        })]),
    };

    private static CascadeSummary Of(string method, (MethodAnswer ZeroShot, MethodAnswer Full)[] answers, double margin)
    {
        bool[] isClear = [.. answers.Select(answer => IsClear(answer.ZeroShot, margin))];
        MethodAnswer[] cascade = [.. answers.Select((answer, i) => isClear[i] ? answer.ZeroShot : answer.Full)];
        return new CascadeSummary(
            method,
            Share(isClear),
            Share(cascade.Zip(answers, (one, answer) => one.Predicted == answer.Full.Predicted)),
            Share(cascade.Select(one => one.IsRight)),
            Share(answers.Select(answer => answer.Full.IsRight)),
            answers.Select((answer, i) => answer.ZeroShot.Seconds + (isClear[i] ? 0 : answer.Full.Seconds)).Average(),
            answers.Average(answer => answer.Full.Seconds));
    }

    private static bool IsClear(MethodAnswer zeroShot, double margin) => Cascade.IsClear(zeroShot.Top[0].Score, zeroShot.Top.Count > 1 ? zeroShot.Top[1].Score : 0, margin);

    private static double Share(IEnumerable<bool> flags) => flags.Average(flag => flag ? 1.0 : 0);
}
