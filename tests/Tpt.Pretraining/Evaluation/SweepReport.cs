using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>What the predictions of a sweep say, in tables of one row a setting.</summary>
internal static class SweepReport
{
    private const string Together = "Validation sets together";

    /// <summary>All sets together, then each by itself.</summary>
    public static IReadOnlyList<ReportSection> Create(IReadOnlyCollection<ImagePrediction> predictions)
    {
        SetScore[] sets = [.. SetScore.OfEach(predictions)];
        return [.. sets.Length > 1 ? sets.Prepend(new SetScore(Together, predictions)).Select(Section) : sets.Select(Section)];
    }

    private static ReportSection Section(SetScore set)
    {
        MethodScore[] rows = [.. set.Scores.GroupBy(score => score.Method).Select(method => method.Last())];
        return ScoreTable.Of(set, rows, [Invariant($"{rows.Length - 1} comparisons were made: the smallest p of so many is no evidence by itself.")]);
    }
}
