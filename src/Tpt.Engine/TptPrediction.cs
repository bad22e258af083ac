using Tpt.Engine.Scoring;
using Tpt.Engine.Validation;

namespace Tpt.Engine;

/// <summary>What the model says of one image.</summary>
/// <example>
/// <code>
/// TptPrediction prediction = classifier.Predict(image);
/// Console.WriteLine($"{prediction.PredictedLabel}: {prediction.Scores.Span[prediction.PredictedIndex]:P1}");
/// Console.WriteLine($"entropy {prediction.ZeroShotEntropy:0.00} -> {prediction.Entropy:0.00} nats, by views {string.Join(' ', prediction.SelectedViews.ToArray())}");
/// </code>
/// </example>
public sealed class TptPrediction
{
    private readonly ImageScores _scores;
    private readonly IReadOnlyList<string> _classNames;

    internal TptPrediction(ImageScores scores, IReadOnlyList<string> classNames) => (_scores, _classNames) = (scores, classNames);

    /// <summary>The probability of each class after adaptation and calibration, <c>[classes]</c>, summing to 1. See <see cref="IsFallback"/> for what is no number.</summary>
    public ReadOnlyMemory<float> Scores => _scores.Scores;

    /// <summary>The probability of each class before adaptation, from the centre view at the initial prompt, <c>[classes]</c>. Never calibrated.</summary>
    public ReadOnlyMemory<float> ZeroShotScores => _scores.ZeroShot;

    /// <summary>The indices of the confident views, the most confident first; 0 is the centre view. Empty without adaptation, which <see cref="IsAdapted"/> says of a gated image.</summary>
    public ReadOnlyMemory<int> SelectedViews => _scores.SelectedViews;

    /// <summary>The context vectors after tuning, row-major <c>[context tokens, width]</c>. Not numbers where the tuning failed (<see cref="IsFallback"/>).</summary>
    public ReadOnlyMemory<float> Context => _scores.Context;

    /// <summary>The class of the highest score; of equal scores the first; -1 where the scores are not numbers.</summary>
    public int PredictedIndex => _scores.PredictedIndex;

    /// <summary>The name of the class of the highest score; <see langword="null"/> where the scores are not numbers.</summary>
    public string? PredictedLabel => PredictedIndex < 0 ? null : _classNames[PredictedIndex];

    /// <summary>
    /// Whether the method was run on this image. False where <see cref="TptClassifierOptions.Gate"/> left it: then the scores are made of the
    /// zero-shot logits, and no views are selected.
    /// </summary>
    public bool IsAdapted => _scores.IsAdapted;

    /// <summary>
    /// Whether adaptation ended in something that is not a number, so that <see cref="Scores"/> are the <see cref="ZeroShotScores"/>.
    /// These can be no numbers either, where the image tower overflows in 16 bits for example.
    /// </summary>
    public bool IsFallback => _scores.IsFallback;

    /// <summary>The entropy of <see cref="Scores"/>, in nats, from 0 to ln(classes).</summary>
    public float Entropy => EntropyOf(_scores.Scores);

    /// <summary>The entropy of <see cref="ZeroShotScores"/>, in nats, from 0 to ln(classes).</summary>
    public float ZeroShotEntropy => EntropyOf(_scores.ZeroShot);

    /// <summary>The two highest scores' difference, in [0, 1].</summary>
    internal float Margin => _scores.Margin;

    /// <summary>The most probable classes, the most probable first; of equal scores the first class. Empty where the scores are not numbers.</summary>
    /// <param name="count">How many, at least 1; of more than there are classes, all.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <example>
    /// <code>
    /// Console.WriteLine(string.Join(", ", classifier.Predict(image).Top(5).Select(top => top.ClassName)));
    /// </code>
    /// </example>
    public IReadOnlyList<ClassScore> Top(int count)
    {
        OptionCheck.Require(count >= 1, nameof(count), count, "at least 1");
        return PredictedIndex < 0
            ? []
            : [.. _scores.Scores.Select((score, index) => new ClassScore(index, _classNames[index], score)).OrderByDescending(top => top.Score).Take(count)];
    }

    private static float EntropyOf(float[] probabilities)
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
