using Tpt.Pretraining.Evaluation.Scoring;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>The table of a set's scores.</summary>
internal static class ScoreTable
{
    /// <summary>What the columns mean, for the head of a report.</summary>
    public const string Legend =
        "Chance is the accuracy of a guess. ECE is the expected calibration error over 15 bins of equal width. Brackets are 95 % percentile "
        + "bootstrap intervals of 10,000 resamples over images. Fixed and broken are the images that the method has right and zero-shot wrong, "
        + "and the reverse; p is McNemar's exact two-sided test of them. A row `mean` has the means over the view seeds (an image counts with "
        + "the share of the seeds that have it right) and the largest p of them.";

    private static readonly string[] _columns =
        ["Method", "Seed", "Top-1, % [95 %]", "Top-5, %", "ECE, %", "Against zero-shot [95 %]", "Fixed / broken", "p"];

    /// <param name="set">The set or pool.</param>
    /// <param name="scores">The rows.</param>
    /// <param name="remarks">What follows the table.</param>
    public static ReportSection Of(SetScore set, IEnumerable<MethodScore> scores, IEnumerable<string> remarks)
        => new(set.Name, Size(set), _columns, [.. scores.Select(Row)], [.. remarks]);

    /// <summary>Classes, images and chance in a sentence.</summary>
    public static string Size(SetScore set) => Invariant(
        $"{string.Join(" + ", set.ClassCounts)} classes, {set.ImageCount} images, chance {ReportNumbers.Percent(set.Chance)} %.{(set.ClassCounts.Count > 1 ? " Every image is scored against the classes of its own set." : "")}");

    private static string[] Row(MethodScore score) =>
    [
        score.Method,
        score.Seed,
        ReportNumbers.Percent(score.Top1, score.Top1Interval),
        ReportNumbers.Percent(score.Top5),
        ReportNumbers.Percent(score.CalibrationError),
        .. score.Method == ScoringMethods.ZeroShot
            ? ["", "", ""]
            : new[] { ReportNumbers.Difference(score.Comparison), ReportNumbers.FixedAndBroken(score.Comparison), ReportNumbers.PValue(score.Comparison.PValue) },
    ];
}
