using Microsoft.ML;

namespace ClassificationService.Answers;

/// <summary>The answer for one picture.</summary>
internal sealed record PictureAnswer
{
    /// <summary>The class with the highest probability.</summary>
    public required string Label { get; init; }

    /// <summary>Its probability.</summary>
    public required float Score { get; init; }

    /// <summary>The class with the highest probability before adaptation.</summary>
    public required string ZeroShotLabel { get; init; }

    /// <summary>Its probability before adaptation.</summary>
    public required float ZeroShotScore { get; init; }

    /// <summary>The most probable classes after adaptation, the most probable first.</summary>
    public required IReadOnlyList<ClassAnswer> Top { get; init; }

    /// <summary>The most probable classes before adaptation.</summary>
    public required IReadOnlyList<ClassAnswer> ZeroShotTop { get; init; }

    public required string ClassList { get; init; }

    public required float Entropy { get; init; }

    public required float ZeroShotEntropy { get; init; }

    /// <summary>The confident views, the most confident first.</summary>
    public required int[] SelectedViews { get; init; }

    public required bool IsAdapted { get; init; }

    public required bool IsFallback { get; init; }

    /// <summary>Which weights gave the answer.</summary>
    public required string Model { get; init; }

    public required int BatchSize { get; init; }

    public required StageSeconds Seconds { get; init; }

    /// <summary>The views; null where they were not asked for.</summary>
    public IReadOnlyList<ViewAnswer>? Views { get; init; }

    /// <param name="answer">The service's answer.</param>
    /// <param name="top">How many classes are named.</param>
    /// <param name="views">Small pictures of the views; null where they were not asked for.</param>
    public static PictureAnswer Of(TptServiceAnswer answer, int top, IReadOnlyList<string>? views = null)
    {
        var prediction = answer.Prediction;
        var (scores, zeroShot, selected) = (prediction.Scores.ToArray(), prediction.ZeroShotScores.ToArray(), prediction.SelectedViews.ToArray());
        IReadOnlyList<ClassAnswer> Best(float[] by) =>
            [.. Enumerable.Range(0, by.Length).OrderByDescending(i => by[i]).Take(top).Select(i => new ClassAnswer(answer.ClassNames[i], scores[i], zeroShot[i]))];
        var first = Array.IndexOf(zeroShot, zeroShot.Max());
        return new PictureAnswer
        {
            Label = prediction.PredictedLabel!,
            Score = scores[prediction.PredictedIndex],
            ZeroShotLabel = answer.ClassNames[first],
            ZeroShotScore = zeroShot[first],
            Top = Best(scores),
            ZeroShotTop = Best(zeroShot),
            ClassList = answer.ClassList,
            Entropy = prediction.Entropy,
            ZeroShotEntropy = prediction.ZeroShotEntropy,
            SelectedViews = selected,
            IsAdapted = prediction.IsAdapted,
            IsFallback = prediction.IsFallback,
            Model = answer.Model,
            BatchSize = answer.BatchSize,
            Seconds = StageSeconds.Of(answer.Times),
            Views = views?.Select((picture, i) => new ViewAnswer(i, Array.IndexOf(selected, i) is >= 0 and var rank ? rank + 1 : null, picture)).ToArray(),
        };
    }
}
