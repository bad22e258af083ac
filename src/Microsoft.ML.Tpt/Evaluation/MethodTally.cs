using Tpt.Engine;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>What one method of a comparison made of the rows with a known label.</summary>
/// <param name="method">The method.</param>
/// <param name="metrics">Takes its scores.</param>
internal sealed class MethodTally(ComparedMethod method, ScoreMetrics metrics)
{
    private double _seconds;
    private long _adapted;
    private long _fallbacks;
    private long _missing;

    /// <param name="key">The label's key, from 1.</param>
    /// <param name="scores">The scores of the classes.</param>
    /// <param name="time">What they took.</param>
    /// <param name="isAdapted">Whether the gate let the method be run.</param>
    /// <param name="isFallback">Whether it ended in what is no number.</param>
    public void Add(uint key, ReadOnlySpan<float> scores, TimeSpan time, bool isAdapted, bool isFallback)
    {
        if (scores.Contains(float.NaN))
        {
            AddMissing();
            return;
        }
        metrics.Add(key, scores);
        _seconds += time.TotalSeconds;
        _adapted += isAdapted && !isFallback ? 1 : 0;
        _fallbacks += isFallback ? 1 : 0;
    }

    /// <summary>A row without a usable image, or whose scores are no numbers.</summary>
    public void AddMissing() => _missing++;

    /// <param name="unknownLabels">The rows whose label is no class, which no method saw.</param>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public TptMethodMetrics ToMetrics(long unknownLabels)
    {
        if (metrics.RowCount == 0)
        {
            throw new InvalidOperationException(Invariant($"There is no row to evaluate {method} on: {unknownLabels} rows have a label that is no class, and {_missing} have no usable image or no scores that are numbers."));
        }

        return new TptMethodMetrics(method, metrics.Classification(), metrics.Calibration())
        {
            BrierScore = metrics.Brier(),
            SecondsPerImage = _seconds / metrics.RowCount,
            Rows = metrics.RowCount,
            AdaptedRows = _adapted,
            FallbackRows = _fallbacks,
            UnknownLabelRows = unknownLabels,
            MissingScoreRows = _missing,
        };
    }
}
