using System.Globalization;
using System.Numerics.Tensors;
using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary>
/// How far the scores of two settings are apart, over images; <c>changed_margin</c> is the largest margin that another class than the
/// reference's was predicted with.
/// </summary>
internal sealed class ScoreDifference
{
    private int _images;
    private int _agreed;
    private float _changedMargin;
    private float _max;
    private double _sum;
    private long _scores;

    /// <summary>Adds one image's scores, <c>[classes]</c> each.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> other)
    {
        _images++;
        if (Top(reference) == Top(other))
        {
            _agreed++;
        }
        else
        {
            _changedMargin = Math.Max(_changedMargin, TptPrediction.MarginOf(other));
        }
        for (var i = 0; i < reference.Length; i++)
        {
            var difference = Math.Abs(reference[i] - other[i]);
            _max = Math.Max(_max, difference);
            _sum += difference;
        }
        _scores += reference.Length;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"images={_images} top1_agree={_agreed}/{_images} changed_margin={_changedMargin:0.000} max_score_diff={_max:0.0e+0} mean_score_diff={_sum / _scores:0.0e+0}");

    /// <summary>The first class of the highest score, as a prediction counts it.</summary>
    private static int Top(ReadOnlySpan<float> scores) => TensorPrimitives.IndexOfMax(scores);
}
