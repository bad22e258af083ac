namespace Tpt.Engine;

/// <summary>What several methods make of the same views of one image.</summary>
/// <example>
/// <code>
/// ComparedImage compared = comparison.Compare(views);
/// // The zero-shot probabilities of the third view.
/// var third = compared.ViewScores.Slice(2 * comparison.ClassNames.Count, comparison.ClassNames.Count);
/// Console.WriteLine($"{third.Span.IndexOfAnyInRange(0.5f, 1f)} is the class that it is sure of");
/// </code>
/// </example>
public sealed class ComparedImage
{
    internal ComparedImage(IReadOnlyList<TptPrediction> predictions, IReadOnlyList<TimeSpan> times, TimeSpan zeroShotTime, float[] viewScores)
        => (Predictions, Times, ZeroShotTime, ViewScores) = (predictions, times, zeroShotTime, viewScores);

    /// <summary>By method, in the order of <see cref="MethodComparison.Methods"/>.</summary>
    public IReadOnlyList<TptPrediction> Predictions { get; }

    /// <summary>
    /// What each method took, in the order of <see cref="MethodComparison.Methods"/>: the views that it needs through the image tower,
    /// and the method itself. Decoding and making views are not in it.
    /// </summary>
    public IReadOnlyList<TimeSpan> Times { get; }

    /// <summary>What zero-shot of the centre view took, which is measured by itself.</summary>
    public TimeSpan ZeroShotTime { get; }

    /// <summary>
    /// The probability of each class for each view at the initial prompt, row-major <c>[views, classes]</c>, each row summing to 1. The
    /// first row is the centre view: zero-shot with one prompt, whatever <see cref="Prompts.PromptOptions.ZeroShotTemplates"/> are set.
    /// </summary>
    public ReadOnlyMemory<float> ViewScores { get; }
}
