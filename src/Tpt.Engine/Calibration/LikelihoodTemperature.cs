namespace Tpt.Engine.Calibration;

/// <summary>
/// The temperature that makes the labels of a data set most likely (Guo et al. 2017, section 4.2): the minimum of the mean negative
/// log-likelihood of softmax(z / T).
/// </summary>
/// <remarks>
/// In 1 / T the objective is convex, so there is one minimum. It is the root of the slope, found by Newton's method on ln(1 / T) between two ends
/// that the slope's sign moves; a step that leaves them, or is not half of the one before, is replaced by a bisection. In double, in the order
/// of the rows: the same rows give the same temperature to the last bit. Some 10 passes over the log-scores.
/// </remarks>
internal static class LikelihoodTemperature
{
    private const double Tolerance = 1e-12;

    private const int MostPasses = 100;

    /// <summary>T, in [<see cref="TemperatureOptions.Lowest"/>, <see cref="TemperatureOptions.Highest"/>].</summary>
    /// <exception cref="InvalidOperationException">There is no row, or no temperature in the range is the best: the message says why.</exception>
    public static double Fit(LabelledScores rows)
    {
        Check(rows);
        var (low, high) = (-Math.Log(TemperatureOptions.Highest), -Math.Log(TemperatureOptions.Lowest));
        var at = 0.0;
        var step = high - low;
        for (var pass = 0; pass < MostPasses && Math.Abs(step) > Tolerance; pass++)
        {
            var (_, slope, curvature) = rows.At(Math.Exp(at));
            if (slope == 0)
            {
                break;
            }
            (low, high) = slope < 0 ? (at, high) : (low, at);
            // d slope / d ln b = b f''
            var next = at - (slope / (curvature * Math.Exp(at)));
            if (!(next >= low && next <= high && Math.Abs(next - at) < Math.Abs(step) / 2))
            {
                next = (low + high) / 2;
            }
            step = next - at;
            at = next;
        }
        return Math.Clamp(Math.Exp(-at), TemperatureOptions.Lowest, TemperatureOptions.Highest);
    }

    private static void Check(LabelledScores rows)
    {
        if (rows.Count == 0)
        {
            throw new InvalidOperationException("There is no row to fit a temperature on.");
        }
        if (!rows.HasDifferences)
        {
            throw new InvalidOperationException($"A temperature cannot be fitted: in each of the {rows.Count} rows all scores are equal, and no temperature changes them.");
        }
        if (!rows.HasLogits)
        {
            throw new InvalidOperationException(
                $"A temperature cannot be fitted: in each of the {rows.Count} rows one score is 1 and the others are 0, so what they were made of is lost. Fit on scores that are not rounded.");
        }
        if (!(rows.At(1 / TemperatureOptions.Lowest).Slope > 0))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A temperature cannot be fitted: on these {rows.Count} rows a lower one is always better, down to {TemperatureOptions.Lowest}, since the class of each row has its highest score. Fit on rows of which some are wrong."));
        }
        if (!(rows.At(1 / TemperatureOptions.Highest).Slope < 0))
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A temperature cannot be fitted: on these {rows.Count} rows a higher one is always better, up to {TemperatureOptions.Highest}. The scores say less of the labels than a guess does. Are the labels those of these rows?"));
        }
    }
}
