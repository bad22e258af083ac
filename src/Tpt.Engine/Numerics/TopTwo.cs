namespace Tpt.Engine.Numerics;

/// <summary>The two highest of some scores.</summary>
internal static class TopTwo
{
    /// <summary>Their difference, in [0, 1] for probabilities; the score itself where there is one, NaN where one is not a number.</summary>
    public static float Margin(IReadOnlyList<float> scores)
    {
        var (first, second) = (0f, 0f);
        foreach (var p in scores)
        {
            (first, second) = (Math.Max(first, p), Math.Max(second, Math.Min(first, p)));
        }
        return first - second;
    }
}
