using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Explanation;

/// <summary>What a method made of one picture, and of what.</summary>
/// <param name="Picture">The picture's file, as it was named.</param>
/// <param name="Classes">The classes, in the order of the scores.</param>
/// <param name="Method">The method, with its calibration and its gate.</param>
/// <param name="Prediction">The scores before and after. They are numbers.</param>
/// <param name="Views">The chosen views, the most certain first; then the others by entropy.</param>
internal sealed record ExplainedImage(string Picture, IReadOnlyList<string> Classes, ComparedMethod Method, TptPrediction Prediction, IReadOnlyList<ExplainedView> Views)
{
    /// <summary>How many classes of the highest scores are told.</summary>
    public const int TopCount = 10;

    public int ZeroShotIndex { get; } = IndexOfHighest(Prediction.ZeroShotScores.Span);

    public IEnumerable<ExplainedView> ChosenViews => Views.Where(view => view.IsChosen);

    /// <summary>Whether there is a difference to show: the scores of zero-shot, and of a picture that a gate left to it, are those before.</summary>
    public bool IsAdapted => Prediction.IsAdapted && Method.Method is not ZeroShotOptions;

    /// <summary>The classes that are among the ten highest before or after, the highest after first.</summary>
    public IReadOnlyList<int> TopClasses { get; } =
    [
        .. Highest(Prediction.Scores.ToArray()).Union(Highest(Prediction.ZeroShotScores.ToArray()))
            .OrderByDescending(index => Prediction.Scores.Span[index]).ThenBy(index => index),
    ];

    /// <param name="picture">The picture's file, as it was named.</param>
    /// <param name="comparison">What compared it, with one method.</param>
    /// <param name="compared">What came of it.</param>
    /// <exception cref="InvalidDataException">The scores are not numbers.</exception>
    public static ExplainedImage Of(string picture, MethodComparison comparison, ComparedImage compared)
    {
        var prediction = compared.Predictions[0];
        if (prediction.PredictedIndex < 0)
        {
            throw new InvalidDataException($"The scores of '{CellText.Quoted(picture)}' are not numbers: the image tower's overflowed. --precision Float32 helps.");
        }
        var chosen = prediction.SelectedViews.ToArray();
        var classes = comparison.ClassNames.Count;
        var views = Enumerable.Range(0, compared.ViewScores.Length / classes)
            .Select(view => ExplainedView.Of(view, chosen.Contains(view), compared.ViewScores.Span.Slice(view * classes, classes)));
        return new ExplainedImage(picture, comparison.ClassNames, comparison.Methods[0], prediction,
            [.. views.OrderBy(view => view.IsChosen ? Array.IndexOf(chosen, view.Index) : chosen.Length).ThenBy(view => double.IsNaN(view.Entropy)).ThenBy(view => view.Entropy)]);
    }

    private static int IndexOfHighest(ReadOnlySpan<float> scores)
    {
        var highest = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            highest = scores[i] > scores[highest] ? i : highest;
        }
        return highest;
    }

    private static IEnumerable<int> Highest(float[] scores) => Enumerable.Range(0, scores.Length).OrderByDescending(index => scores[index]).ThenBy(index => index).Take(TopCount);
}
