using Tpt.Cli.Results;

namespace Tpt.Cli.Explanation;

/// <summary>What the model says of one view before anything is adapted.</summary>
/// <param name="Index">Its number among the views; 0 is the centre view.</param>
/// <param name="IsChosen">Whether the method uses it.</param>
/// <param name="Entropy">The entropy of its probabilities, in nats; not a number where these are not.</param>
/// <param name="TopClass">Its most probable class; of equal ones the first.</param>
/// <param name="TopScore">The probability of that class.</param>
internal sealed record ExplainedView(int Index, bool IsChosen, double Entropy, int TopClass, float TopScore)
{
    /// <param name="index">The view's number.</param>
    /// <param name="isChosen">Whether the method uses it.</param>
    /// <param name="scores">The probability of each class.</param>
    public static ExplainedView Of(int index, bool isChosen, ReadOnlySpan<float> scores)
    {
        var top = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            top = scores[i] > scores[top] ? i : top;
        }
        return new ExplainedView(index, isChosen, EntropyOf(scores), top, scores[top]);
    }

    /// <summary>H(p) = -sum p ln p, where 0 ln 0 = 0.</summary>
    public static double EntropyOf(ReadOnlySpan<float> scores)
    {
        var entropy = 0.0;
        foreach (var p in scores)
        {
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }
        return entropy;
    }
}
