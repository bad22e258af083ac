using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class CascadeSummaryTests
{
    [Fact]
    public void Of_Rows_LeavesThoseWhoseLeadIsLarge()
    {
        // Label 0: clear and right; clear and wrong, which the method would repair; close and repaired; close and broken.
        ScoredRow[] rows = [Row(0, 0.9f, 0.8f), Row(1, 0.2f, 0.7f), Row(2, 0.45f, 0.6f), Row(3, 0.55f, 0.3f), new ScoredRow(4, "bad", 0, "it is no picture", [])];
        var set = new LabelledSet("set", [new SetClass("a", "a"), new SetClass("b", "b")], [.. rows.Select(row => new LabelledPicture(row.Picture, row.Picture, 0))]);

        var summary = CascadeSummary.Of(MetricsCalculator.Evaluate(set, rows, ["zero-shot", "PromptTuning"]), zeroShot: 0, margin: 0.2).Single();

        summary.Should().Be(new CascadeSummary("PromptTuning", OneView: 0.5, Agreement: 0.75, Top1: 0.5, FullTop1: 0.75, Seconds: 1 + (2 * 10 / 4.0), FullSeconds: 10));
        CascadeSummary.Lines([summary], 0.2).Should().Equal(
            "", "cascade with margin 0.2, shares in percent; in brackets without it", "PromptTuning: 50.00 with one view, 75.00 agree,", "  top-1 50.00 (75.00), 6.000 s/image (10.000)");
    }

    private static ScoredRow Row(int number, float zeroShot, float full)
        => new(number, $"{number}", 0, null, [AnswerReader.Read(new MethodScores(new[] { zeroShot, 1 - zeroShot }, 1), 0), AnswerReader.Read(new MethodScores(new[] { full, 1 - full }, 10), 0)]);
}
