namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>What a method gives for a picture.</summary>
/// <param name="Scores">The probability of each class.</param>
/// <param name="Seconds">What they took.</param>
internal sealed record MethodScores(ReadOnlyMemory<float> Scores, double Seconds)
{
    /// <summary>Whether the method was run; false where a gate left the picture to zero-shot.</summary>
    public bool IsAdapted { get; init; } = true;

    /// <summary>Whether the method ended in what is no number, so that the scores are those of zero-shot.</summary>
    public bool IsFallback { get; init; }
}
