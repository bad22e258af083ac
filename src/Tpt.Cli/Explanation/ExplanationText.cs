using Tpt.Cli.Reports;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;

namespace Tpt.Cli.Explanation;

/// <summary>What happened to a picture, in sentences with numbers.</summary>
internal static class ExplanationText
{
    /// <returns><c>The answer is bagel with 61.2 %. Before it was bread with 43.0 %.</c></returns>
    public static string Answer(ExplainedImage image)
    {
        var (before, after) = (image.ZeroShotIndex, image.Prediction.PredictedIndex);
        var answer = $"The answer is {image.Classes[after]} with {Percent(image.Prediction.Scores, after)}.";
        if (!image.IsAdapted)
        {
            return answer;
        }
        return before == after
            ? $"{answer} Zero-shot says the same with {Percent(image.Prediction.ZeroShotScores, before)}."
            : $"{answer} Zero-shot says {image.Classes[before]} with {Percent(image.Prediction.ZeroShotScores, before)}.";
    }

    /// <summary>What the method did.</summary>
    public static string Adaptation(ExplainedImage image)
    {
        var (chosen, name) = (image.ChosenViews.Count(), image.Method.ToString());
        if (!image.Prediction.IsAdapted)
        {
            return $"The gate left the picture to zero-shot: its most certain views agree with the centre view, and {name} was not run.";
        }
        if (!image.IsAdapted)
        {
            return $"{name} looks at the centre view alone: no prompt is tuned, and the scores are CLIP's own.";
        }
        if (image.Prediction.IsFallback)
        {
            return $"{name} ended in what is no number, so the scores are those of zero-shot.";
        }
        var what = image.Method.Method switch
        {
            PromptTuningOptions tuning => $"{Figures.Count(tuning.Steps, "step", "steps")} on the context vectors, by the {Views(image, chosen)},",
            ConfidentViewAveragingOptions => $"The mean over the {Views(image, chosen)}, with no prompt tuned,",
            _ when chosen == 0 => $"{name} over all {Figures.Count(image.Views.Count, "view", "views")}",
            _ => $"{name} with the {Views(image, chosen)}",
        };
        var top = image.Prediction.PredictedIndex;
        var (before, after) = (Percent(image.Prediction.ZeroShotScores, top), Percent(image.Prediction.Scores, top));
        var (entropyBefore, entropyAfter) = (Nats(image.Prediction.ZeroShotEntropy), Nats(image.Prediction.Entropy));
        return before == after && entropyBefore == entropyAfter
            ? $"{what} changed nothing to speak of: {image.Classes[top]} stays at {after}, and the entropy of the scores at {entropyAfter} nats."
            : $"{what} took {image.Classes[top]} from {before} to {after}, and the entropy of the scores from {entropyBefore} to {entropyAfter} nats.";
    }

    /// <summary>What the chosen views say by themselves; null where none is chosen.</summary>
    public static string? ChosenViews(ExplainedImage image)
    {
        var groups = image.ChosenViews.GroupBy(view => view.TopClass).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => $"{image.Classes[group.Key]} ({group.Count()})").ToList();
        return groups.Count == 0 ? null : $"Before adaptation the chosen views say {string.Join(", ", groups)}.";
    }

    public static string Nats(double entropy) => Figures.Decimal(entropy, "0.00");

    private static string Views(ExplainedImage image, int chosen) => $"{Figures.Count(chosen)} most certain of {Figures.Count(image.Views.Count, "view", "views")}";

    private static string Percent(ReadOnlyMemory<float> scores, int index) => Figures.Percent(scores.Span[index]);
}
