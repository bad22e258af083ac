namespace Tpt.Engine.Calibration;

/// <summary>
/// Scores of rows whose class is known, and how likely the labels are at a temperature. Of a row its log-scores are kept, 4 bytes each:
/// 200 MB for 50,000 rows of 1,000 classes.
/// </summary>
/// <remarks>
/// A score is a softmax, so its logarithm is the logit up to a constant of the row, and nothing is lost. A score of exactly 0 has underflowed: it
/// counts as the smallest positive 32-bit number, whose logarithm is -103.3.
/// </remarks>
internal sealed class LabelledScores
{
    /// <summary>How far the scores of a row may be from a sum of 1. A softmax in 16 bits keeps it.</summary>
    private const double SumTolerance = 0.01;

    private readonly List<(float[] Differences, int Label)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Whether a row has a second score above 0. Else the logits are lost.</summary>
    public bool HasLogits { get; private set; }

    /// <summary>Whether a row has scores that differ. Else no temperature changes any.</summary>
    public bool HasDifferences { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="scores">The probabilities of the classes, none NaN.</param>
    /// <param name="label">The index of the row's class.</param>
    /// <returns>Whether they are probabilities. If not, the row is not added.</returns>
    public bool TryAdd(ReadOnlySpan<float> scores, int label)
    {
        double sum = 0;
        float highest = 0;
        var positive = 0;
        foreach (var score in scores)
        {
            // NaN fails too.
            if (!(score >= 0))
            {
                return false;
            }
            sum += score;
            highest = Math.Max(highest, score);
            positive += score > 0 ? 1 : 0;
        }
        if (!(Math.Abs(sum - 1) <= SumTolerance))
        {
            return false;
        }
        var differences = new float[scores.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = (float)(ScoreTemperature.LogOf(scores[i]) - ScoreTemperature.LogOf(highest));
            HasDifferences |= differences[i] < 0;
        }
        HasLogits |= positive > 1;
        _rows.Add((differences, label));
        return true;
    }

    /// <summary>
    /// The mean negative log-likelihood of the labels, f(b) = mean(ln Σ exp(b d) - b d_label), with its first and second derivative by b:
    /// mean(E d - d_label) and mean(Var d), where d are log-scores less the row's highest. It is convex: no variance is below 0.
    /// </summary>
    /// <param name="inverse">b, 1 over the temperature.</param>
    public (double Loss, double Slope, double Curvature) At(double inverse)
    {
        double loss = 0, slope = 0, curvature = 0;
        foreach (var (differences, label) in _rows)
        {
            double sum = 0, first = 0, second = 0;
            foreach (var difference in differences)
            {
                var share = Math.Exp(inverse * difference);
                sum += share;
                first += share * difference;
                second += share * difference * difference;
            }
            var mean = first / sum;
            loss += Math.Log(sum) - (inverse * differences[label]);
            slope += mean - differences[label];
            curvature += (second / sum) - (mean * mean);
        }
        return (loss / _rows.Count, slope / _rows.Count, curvature / _rows.Count);
    }
}
