using System.Text.Json.Nodes;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Results;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation;

/// <summary>Several sets together: the two tables of the paper, with the means that it has.</summary>
internal static class EvaluationSummary
{
    private const int NameWidth = 24;
    private const int LeastCell = 13;

    private static readonly (string Name, Func<Benchmark, bool> IsOfIt)[] _means =
    [
        ("mean of ImageNet and variants", one => !one.IsFineGrained),
        ("mean of the variants", one => !one.IsFineGrained && one.Id != "imagenet"),
        ("mean of fine-grained", one => one.IsFineGrained),
    ];

    /// <summary>The table of the paper that a set is in; null for other sets.</summary>
    public static string? GroupOf(Benchmark? benchmark) => benchmark is null ? null : benchmark.IsFineGrained ? "fine-grained" : "ImageNet and variants";

    /// <summary>Top-1 in percent, a line a set, and in brackets the paper's figure.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<(Benchmark Benchmark, SetEvaluation Evaluation)> sets)
    {
        var methods = MethodsOf(sets);
        yield return Row("top-1, % (the paper's)", methods.Select(name => name), methods);
        foreach (var (benchmark, evaluation) in sets)
        {
            yield return Row(benchmark.DisplayName, methods.Select(name => Cell(Top1(evaluation, name), evaluation.Published.TryGetValue(name, out var published) ? published : double.NaN)), methods);
        }
        foreach (var (name, _, all, ofIt) in MeansOf(sets))
        {
            yield return Row(ofIt.Length == all ? name : Invariant($"{name}, {ofIt.Length} of {all}"), methods.Select(method => Cell(Mean(ofIt, method), PublishedMean(ofIt, method))), methods);
        }
    }

    /// <summary>The means over the sets that are there, as <c>summary.json</c> has them.</summary>
    public static JsonArray Means(IReadOnlyList<(Benchmark Benchmark, SetEvaluation Evaluation)> sets) =>
    [
        .. MeansOf(sets).Select(mean => (JsonNode)new JsonObject
        {
            ["name"] = mean.Name,
            ["sets"] = new JsonArray([.. mean.OfIt.Select(set => (JsonNode)set.Set.Name)]),
            ["of"] = mean.All,
            ["top1"] = new JsonObject(MethodsOf(sets).Select(method => KeyValuePair.Create(method, (JsonNode?)Number(Mean(mean.OfIt, method))))),
            ["published_top1"] = new JsonObject(MethodsOf(sets).Select(method => KeyValuePair.Create(method, (JsonNode?)Number(PublishedMean(mean.OfIt, method))))),
        }),
    ];

    private static IEnumerable<(string Name, Func<Benchmark, bool> IsOfIt, int All, SetEvaluation[] OfIt)> MeansOf(IReadOnlyList<(Benchmark Benchmark, SetEvaluation Evaluation)> sets)
        => _means.Select(mean => (mean.Name, mean.IsOfIt, Benchmark.All.Count(mean.IsOfIt), sets.Where(set => mean.IsOfIt(set.Benchmark)).Select(set => set.Evaluation).ToArray()))
            .Where(mean => mean.Item4.Length > 1);

    private static string[] MethodsOf(IReadOnlyList<(Benchmark Benchmark, SetEvaluation Evaluation)> sets) => [.. sets.SelectMany(set => set.Evaluation.Methods).Select(method => method.Name).Distinct()];

    private static double Top1(SetEvaluation evaluation, string method) => evaluation.Methods.FirstOrDefault(one => one.Name == method)?.Top1 ?? double.NaN;

    private static double Mean(SetEvaluation[] sets, string method) => sets.Average(set => Top1(set, method));

    /// <summary>NaN where the paper has not all of them.</summary>
    private static double PublishedMean(SetEvaluation[] sets, string method) => sets.Average(set => set.Published.TryGetValue(method, out var published) ? published : double.NaN);

    private static JsonValue? Number(double value) => double.IsNaN(value) ? null : JsonValue.Create(value);

    private static string Cell(double top1, double published)
        => double.IsNaN(published) ? EvaluationTable.Percent(top1) : $"{EvaluationTable.Percent(top1)} ({EvaluationTable.Percent(published)})";

    private static string Row(string name, IEnumerable<string> cells, string[] methods)
        => $"{name.PadRight(NameWidth)} {string.Join(' ', cells.Zip(methods, (cell, method) => cell.PadLeft(Math.Max(LeastCell, method.Length))))}".TrimEnd();
}
