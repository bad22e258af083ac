namespace Tpt.Cli.Results;

/// <summary>What one method says of one picture: all that metrics and reports are made of.</summary>
/// <param name="Predicted">The index of the class of the highest score; of equal scores the first.</param>
/// <param name="Confidence">The score of <paramref name="Predicted"/>, in [0, 1].</param>
/// <param name="LabelRank">The place of the picture's own class among the scores: 1 is the highest; of equal scores the first class is the higher.</param>
/// <param name="LabelScore">The score of the picture's own class, in [0, 1].</param>
/// <param name="Entropy">The entropy of the scores, in nats.</param>
/// <param name="Top">The highest scores, at most five, the highest first.</param>
/// <param name="Seconds">What it took: the views that it needs through the image tower, and the method.</param>
internal sealed record MethodAnswer(
    int Predicted, float Confidence, int LabelRank, float LabelScore, float Entropy, IReadOnlyList<TopScore> Top, double Seconds)
{
    /// <summary>Σ (score - 1 for the picture's own class, 0 for the others)² over the classes, in [0, 2].</summary>
    public double BrierScore { get; init; }

    /// <summary>Whether the method was run; false where a gate left the picture to zero-shot.</summary>
    public bool IsAdapted { get; init; } = true;

    /// <summary>Whether the method ended in what is no number, so that the scores are those of zero-shot.</summary>
    public bool IsFallback { get; init; }

    public bool IsRight => LabelRank == 1;
}
