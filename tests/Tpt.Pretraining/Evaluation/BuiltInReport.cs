using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The report on the built-in sets: which centre crop was chosen, then a table for each set and each pool of sets.</summary>
internal static class BuiltInReport
{
    public static IReadOnlyList<ReportSection> Create(IReadOnlyCollection<ImagePrediction> predictions)
    {
        var crop = CentreCrop.Choose(predictions);
        IEnumerable<ReportSection> cropChoice = crop is { } fraction ? [CropChoice(predictions, fraction)] : [];
        // On a validation set every candidate was scored; its table has the chosen one, as the others' tables have.
        var rest = predictions.Where(prediction => crop is null || !CentreCrop.IsMethodName(prediction.Method) || prediction.Method == CentreCrop.MethodName(crop.Value));
        return [.. cropChoice, .. BuiltInSets.Scores(rest).Select(EvaluationReport.Section)];
    }

    private static ReportSection CropChoice(IEnumerable<ImagePrediction> predictions, double chosen)
    {
        var pool = new SetScore("validation", [.. predictions.Where(prediction => BuiltInSets.IsValidation(prediction.Set))]);
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
}
