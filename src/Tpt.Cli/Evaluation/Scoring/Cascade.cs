namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>Whether one view of a picture is enough.</summary>
internal static class Cascade
{
    /// <summary>p₁ - p₂ ≥ margin, of the two highest zero-shot probabilities. With one class it always is, with a score that is no number never.</summary>
    /// <param name="scores">The probabilities.</param>
    /// <param name="margin">In (0, 1].</param>
    public static bool IsClear(ReadOnlySpan<float> scores, double margin)
    {
        float first = 0, second = 0;
        foreach (var score in scores)
        {
            if (float.IsNaN(score))
            {
                return false;
            }
            (first, second) = score > first ? (score, first) : (first, Math.Max(second, score));
        }
        return IsClear(first, second, margin);
    }

    /// <param name="first">The highest probability.</param>
    /// <param name="second">The second; 0 where there is one class.</param>
    /// <param name="margin">In (0, 1].</param>
    public static bool IsClear(float first, float second, double margin) => (double)first - second >= margin;
}
