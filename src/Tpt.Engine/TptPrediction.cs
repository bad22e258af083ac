namespace Tpt.Engine;

/// <summary>What the model says of one image.</summary>
/// <example>
/// <code>
/// TptPrediction prediction = classifier.Predict(image);
/// Console.WriteLine($"{classifier.ClassNames[prediction.PredictedIndex]}: {prediction.Scores.Span[prediction.PredictedIndex]:P1}");
/// Console.WriteLine($"entropy {prediction.ZeroShotEntropy:0.00} -> {prediction.Entropy:0.00} nats, by views {string.Join(' ', prediction.SelectedViews.ToArray())}");
/// </code>
/// </example>
public sealed class TptPrediction
{
    /// <param name="adaptedScores">The scores after adaptation; where one of them is not a number, the zero-shot scores stand in for all.</param>
    /// <param name="zeroShotScores">The scores before.</param>
    /// <param name="selectedViews">The confident views.</param>
    /// <param name="context">The context after tuning.</param>
    internal TptPrediction(float[] adaptedScores, float[] zeroShotScores, int[] selectedViews, float[] context)
    {
        IsFallback = adaptedScores.Any(float.IsNaN);
        var scores = IsFallback ? zeroShotScores : adaptedScores;
        (Scores, ZeroShotScores, SelectedViews, Context) = (scores, zeroShotScores, selectedViews, context);
        PredictedIndex = scores.Any(float.IsNaN) ? -1 : Array.IndexOf(scores, scores.Max());
    }

    /// <summary>The probability of each class after adaptation, <c>[classes]</c>, summing to 1. See <see cref="IsFallback"/> for what is no number.</summary>
    public ReadOnlyMemory<float> Scores { get; }

    /// <summary>The probability of each class before adaptation, from the centre view at the initial prompt, <c>[classes]</c>.</summary>
    public ReadOnlyMemory<float> ZeroShotScores { get; }

    /// <summary>The indices of the confident views, the most confident first; 0 is the centre view. Empty without adaptation.</summary>
    public ReadOnlyMemory<int> SelectedViews { get; }

    /// <summary>The context vectors after tuning, row-major <c>[context tokens, width]</c>. Not numbers where the tuning failed (<see cref="IsFallback"/>).</summary>
    public ReadOnlyMemory<float> Context { get; }

    /// <summary>The class of the highest score; of equal scores the first; -1 where the scores are not numbers.</summary>
    public int PredictedIndex { get; }

    /// <summary>
    /// Whether adaptation ended in something that is not a number, so that <see cref="Scores"/> are the <see cref="ZeroShotScores"/>.
    /// These can be no numbers either, where the image tower overflows in 16 bits for example.
    /// </summary>
    public bool IsFallback { get; }

    /// <summary>The entropy of <see cref="Scores"/>, in nats, from 0 to ln(classes).</summary>
    public float Entropy => EntropyOf(Scores.Span);

    /// <summary>The entropy of <see cref="ZeroShotScores"/>, in nats, from 0 to ln(classes).</summary>
    public float ZeroShotEntropy => EntropyOf(ZeroShotScores.Span);

    /// <summary>The two highest scores' difference, in [0, 1].</summary>
    internal float Margin => MarginOf(Scores.Span);

    /// <summary>Whether the two highest of some probabilities are less than a margin apart, or not numbers at all.</summary>
    internal static bool IsCloseCall(ReadOnlySpan<float> probabilities, double margin) => margin > 0 && !(MarginOf(probabilities) >= margin);

    /// <summary>The difference of the two highest of some probabilities; 1 where there is one class, NaN where one is not a number.</summary>
    internal static float MarginOf(ReadOnlySpan<float> probabilities)
    {
        var (first, second) = (0f, 0f);
        foreach (var p in probabilities)
        {
            (first, second) = (Math.Max(first, p), Math.Max(second, Math.Min(first, p)));
        }
        return first - second;
    }

    private static float EntropyOf(ReadOnlySpan<float> probabilities)
    {
        // H(p) = -sum p log p, where 0 log 0 = 0
        double entropy = 0;
        foreach (var p in probabilities)
        {
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }
        return (float)entropy;
    }
}
