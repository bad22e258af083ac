namespace Tpt.Engine.Calibration;

/// <summary>A temperature over scores in place of logits: softmax(ln p / T), which is softmax(z / T) where p = softmax(z).</summary>
internal static class ScoreTemperature
{
    /// <summary>The logarithm of a score. One of exactly 0 has underflowed, and counts as the smallest positive 32-bit number.</summary>
    public static double LogOf(float score) => Math.Log(score == 0 ? float.Epsilon : score);

    /// <summary>The scores at a temperature, which sum to 1.</summary>
    /// <param name="scores">Probabilities of the classes. Where one is NaN or negative, all that comes out is NaN.</param>
    /// <param name="temperature">T.</param>
    public static float[] Apply(ReadOnlySpan<float> scores, double temperature)
    {
        var shares = new double[scores.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = LogOf(scores[i]) / temperature;
        }
        // The highest gets exp(0). NaN stays NaN.
        var highest = shares.Length == 0 ? 0 : shares.Max();
        double sum = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = Math.Exp(shares[i] - highest);
            sum += shares[i];
        }
        return [.. shares.Select(share => (float)(share / sum))];
    }
}
