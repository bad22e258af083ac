using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>What the predictions say, in tables.</summary>
internal static class EvaluationReport
{
    private const double SignificanceLevel = 0.01;

    public static IReadOnlyList<ReportSection> Create(IReadOnlyCollection<ImagePrediction> predictions)
    {
        var crop = CentreCrop.Choose(predictions);
        IEnumerable<ReportSection> cropChoice = crop is { } fraction ? [CropChoice(predictions, fraction)] : [];
        // On a validation set every candidate was scored; its table has the chosen one, as the others' tables have.
        var rest = predictions.Where(prediction => crop is null || !CentreCrop.IsMethodName(prediction.Method) || prediction.Method == CentreCrop.MethodName(crop.Value));
        return [.. cropChoice, .. SetScore.OfAll([.. rest]).Select(set => ScoreTable.Of(set, set.Scores, Remarks(set)))];
    }

    private static ReportSection CropChoice(IEnumerable<ImagePrediction> predictions, double chosen)
    {
        var pool = new SetScore("validation", [.. predictions.Where(prediction => EvaluationSet.IsValidationName(prediction.Set))]);
        return new ReportSection(
            "Centre crop, chosen on the validation sets",
            ScoreTable.Size(pool),
            ["Fraction of the side", "Top-1, % [95 %]", ""],
            [
                .. pool.Scores.Where(score => CentreCrop.IsMethodName(score.Method)).Select(score => new[]
                {
                    score.Method, ReportNumbers.Percent(score.Top1, score.Top1Interval), score.Method == CentreCrop.MethodName(chosen) ? "chosen" : "",
                }),
            ],
            [
                $"The best of {CentreCrop.Candidates.Count} candidates on these images, so on them its accuracy is optimistic. "
                    + (chosen == 1 ? "It is the whole picture, so this control is zero-shot itself." : "The other sets were scored with the chosen crop alone."),
            ]);
    }

    private static IEnumerable<string> Remarks(SetScore set)
    {
        if (set.Compare(ScoringMethod.Tuning, ScoringMethod.ZeroShot) is { } tuning)
        {
            yield return Verdict(tuning);
        }
        IEnumerable<string> others = [ScoringMethod.ConfidentViews, ScoringMethod.AllViews, .. set.Scores.Select(score => score.Method).Where(CentreCrop.IsMethodName)];
        string[] differences =
        [
            .. others.Select(other => (other, comparison: set.Compare(ScoringMethod.Tuning, other)))
                .Where(pair => pair.comparison is not null)
                .Select(pair => Invariant($"{pair.other} {ReportNumbers.Difference(pair.comparison!)}, p {ReportNumbers.PValue(pair.comparison!.PValue)}")),
        ];
        if (differences.Length > 0)
        {
            yield return $"{ScoringMethod.Tuning} against what needs no tuning, mean over the seeds and the largest p: {string.Join("; ", differences)}.";
        }
    }

    private static string Verdict(MethodComparison tuning)
    {
        var isSignificant = tuning.PValue < SignificanceLevel;
        var direction = tuning.Difference > 0 ? "above" : "below";
        return isSignificant
            ? Invariant($"{ScoringMethod.Tuning} is {direction} zero-shot with p < {SignificanceLevel} for every seed.")
            : Invariant($"{ScoringMethod.Tuning} is not apart from zero-shot with p < {SignificanceLevel} for every seed: {ReportNumbers.Difference(tuning)}, largest p {ReportNumbers.PValue(tuning.PValue)}.");
    }
}
