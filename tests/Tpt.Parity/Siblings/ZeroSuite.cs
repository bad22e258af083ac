using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.Zero;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>
/// ZERO. One deviation on purpose: where no further view votes for a tied class, the published code masks classes counted from the end, so
/// that a class without a vote can win, and fails where there is no further view. Here the tied class most similar to the next view wins.
/// </summary>
internal sealed class ZeroSuite : ISiblingSuite
{
    private const double Cosines = 5e-6;
    private const double Logits = 5e-4;
    private const double Entropies = 1e-4;

    /// <summary>Views whose entropies are closer may come in any order: fp32 against fp64 differs by half of it.</summary>
    private const double SameEntropy = 1e-5;

    public string Method => "zero";

    public void Run(SiblingCase golden, ParityReport report)
    {
        using var features = SiblingFeatures.Of(golden, report);
        var cosines = ConfidentVote.Cosines(features.Views, features.ClassFeatures, SameClasses.FirstOf(features.ClassFeatures));
        golden.Compare(report, "cosines", cosines, Cosines);
        golden.Compare(report, "logits", cosines * features.Scale, Logits);
        foreach (var ofGamma in golden.Results.EnumerateObject().Where(result => result.Value.ValueKind == JsonValueKind.Object && result.Value.Has("gamma")))
        {
            RunGamma(golden, report, features, cosines, ofGamma.Name, ofGamma.Value);
        }
    }

    private static void RunGamma(SiblingCase golden, ParityReport report, SiblingFeatures features, Tensor cosines, string tag, JsonElement results)
    {
        var gamma = results.Number("gamma");
        var count = ConfidenceSelection.Count((int)features.Views.shape[0], gamma);
        var vote = ConfidentVote.Of(cosines, features.Scale, count);
        var broken = results.Has("raises") || (results.Has("tie_rule") && results.Text("tie_rule") == "fallback");
        if (results.Has("k"))
        {
            report.Compare(golden.Name, $"{tag}.k", [count], [results.Int32("k")]);
        }
        if (golden.Has($"{tag}.entropies"))
        {
            CompareOrders(golden, report, vote, tag);
            var tolerance = golden.Name.EndsWith(".soft_vote", StringComparison.Ordinal) ? 1e-2 : 1e-3;
            CompareVotes(golden, report, vote, cosines, tag, tolerance);
            if (!broken)
            {
                golden.Compare(report, $"{tag}.p_bar", tensor(vote.Votes, device: CPU), tolerance);
                report.Compare(golden.Name, $"{tag}.prediction", [IndexOfMost(vote.Votes)], [results.Int32("prediction")]);
            }
        }
        if (broken)
        {
            StateFallback(golden, report, vote, cosines, tag, results);
        }
        if (features.Classes is not null)
        {
            CompareScores(golden, report, features, vote, tag, gamma);
        }
    }

    private static void CompareOrders(SiblingCase golden, ParityReport report, ViewVote vote, string tag)
    {
        var entropies = Array(golden.Golden($"{tag}.entropies"));
        report.State(golden.Name, $"{tag}.nan_entropies", [.. Enumerable.Range(0, entropies.Length)
            .Where(view => double.IsNaN(entropies[view]) != float.IsNaN(vote.Entropies[view])).Select(view => $"view {view}")]);
        report.Compare(golden.Name, $"{tag}.entropies", Numbers(vote.Entropies.Select(value => (double)value)), Numbers(entropies), Entropies);
        CompareOrder("sorted_idx", vote.Order);
        CompareOrder("filtered_idx", vote.Order[..vote.Count]);

        void CompareOrder(string quantity, int[] actual)
        {
            var expected = Array(golden.Golden($"{tag}.{quantity}")).Select(value => (int)value).ToArray();
            report.State(golden.Name, $"{tag}.{quantity}", expected.Length != actual.Length
                ? [$"{actual.Length} views, expected {expected.Length}"]
                : [.. expected.Zip(actual).Where(pair => !AreInterchangeable(pair.First, pair.Second)).Select(pair => $"view {pair.Second}, expected {pair.First}")]);
        }

        bool AreInterchangeable(int a, int b)
            => a == b || (double.IsNaN(entropies[a]) && double.IsNaN(entropies[b])) || Math.Abs(entropies[a] - entropies[b]) <= SameEntropy;
    }

    private static void CompareVotes(SiblingCase golden, ParityReport report, ViewVote vote, Tensor cosines, string tag, double tolerance)
    {
        var favourites = vote.Count == 0 ? [] : Array(ConfidenceSelection.Take(cosines, [.. vote.Order[..vote.Count]]).argmax(1));
        report.Compare(golden.Name, $"{tag}.votes", favourites, Array(golden.Golden($"{tag}.votes")), Tolerances.Exact);
        golden.Compare(report, $"{tag}.p_bar_before_tie", tensor(vote.VotesBeforeTie, device: CPU), tolerance);
    }

    /// <summary>The deviation: what the sane fallback gives, and that the published one gives something else.</summary>
    private static void StateFallback(SiblingCase golden, ParityReport report, ViewVote vote, Tensor cosines, string tag, JsonElement results)
    {
        var most = vote.VotesBeforeTie.Max();
        var tied = Enumerable.Range(0, vote.VotesBeforeTie.Length).Where(index => vote.VotesBeforeTie[index] == most).ToArray();
        var next = Array(cosines[vote.Order[vote.Count < vote.Order.Length ? vote.Count : 0]]);
        var expected = tied.MaxBy(index => next[index]);
        report.Compare(golden.Name, $"{tag}.fallback_among_tied", [IndexOfMost(vote.Votes)], [expected]);
        if (results.Has("ties"))
        {
            report.Compare(golden.Name, $"{tag}.ties", tied, results.GetProperty("ties").Integers());
            var published = results.Int32("prediction");
            report.Skip(golden.Name, $"{tag}.p_bar", $"the published fallback masks the wrong classes and gives class {published}; here the tied class most similar to the next view wins, class {expected}");
            _ = golden.Golden($"{tag}.p_bar");
        }
    }

    /// <summary>The scores, through the method itself: the votes as shares.</summary>
    private static void CompareScores(SiblingCase golden, ParityReport report, SiblingFeatures features, ViewVote vote, string tag, double gamma)
    {
        using var prompts = new PromptEncoder(features.Classes!);
        var adapted = new ZeroOptions { SelectionFraction = gamma }.Create(new MethodContext(prompts, ApproximationOptions.None)).Adapt([features.Evidence!])[0];
        var sum = vote.Votes.Sum();
        report.Compare(golden.Name, $"{tag}.scores", Array(adapted.Logits.softmax(-1)), [.. vote.Votes.Select(votes => (double)votes / sum)], 1e-6);
        report.Compare(golden.Name, $"{tag}.selected", adapted.SelectedViews, vote.Order.Take(Math.Max(1, vote.Count)));
    }

    private static int IndexOfMost(float[] votes) => System.Array.IndexOf(votes, votes.Max());

    private static double[] Numbers(IEnumerable<double> values) => [.. values.Select(value => double.IsNaN(value) ? 0 : value)];

    private static double[] Array(Tensor tensor) => tensor.to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
}
