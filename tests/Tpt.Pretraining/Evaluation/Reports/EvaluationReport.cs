using Tpt.Pretraining.Evaluation.Scoring;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>What the predictions say, in tables.</summary>
internal static class EvaluationReport
{
    private const double SignificanceLevel = 0.01;

    /// <summary>A table a set.</summary>
    public static IReadOnlyList<ReportSection> Create(IEnumerable<ImagePrediction> predictions) => [.. SetScore.OfEach(predictions).Select(Section)];

    /// <summary>The table of a set, and what it says of tuning.</summary>
    public static ReportSection Section(SetScore set) => ScoreTable.Of(set, set.Scores, Remarks(set));

    private static IEnumerable<string> Remarks(SetScore set)
    {
        if (set.Compare(ScoringMethods.Tuning, ScoringMethods.ZeroShot) is { } tuning)
        {
            yield return Verdict(tuning);
        }
        var others = set.Scores.Select(score => score.Method).Distinct().Except([ScoringMethods.ZeroShot, ScoringMethods.Tuning]);
        string[] differences =
        [
            .. others.Select(other => (other, comparison: set.Compare(ScoringMethods.Tuning, other)))
                .Where(pair => pair.comparison is not null)
                .Select(pair => Invariant($"{pair.other} {ReportNumbers.Difference(pair.comparison!)}, p {ReportNumbers.PValue(pair.comparison!.PValue)}")),
        ];
        if (differences.Length > 0)
        {
            yield return $"{ScoringMethods.Tuning} against what needs no tuning, mean over the seeds and the largest p: {string.Join("; ", differences)}.";
        }
    }

    private static string Verdict(MethodComparison tuning)
    {
        var isSignificant = tuning.PValue < SignificanceLevel;
        var direction = tuning.Difference > 0 ? "above" : "below";
        return isSignificant
            ? Invariant($"{ScoringMethods.Tuning} is {direction} zero-shot with p < {SignificanceLevel} for every seed.")
            : Invariant($"{ScoringMethods.Tuning} is not apart from zero-shot with p < {SignificanceLevel} for every seed: {ReportNumbers.Difference(tuning)}, largest p {ReportNumbers.PValue(tuning.PValue)}.");
    }
}
