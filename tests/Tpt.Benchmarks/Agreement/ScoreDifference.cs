using System.Globalization;
using System.Numerics.Tensors;

namespace Tpt.Benchmarks.Agreement;

/// <summary>How far the scores of two settings are apart, over images.</summary>
internal sealed class ScoreDifference
{
    private int _images;
    private int _agreed;
    private float _max;
    private double _sum;
    private long _scores;

    /// <summary>Adds one image's scores, <c>[classes]</c> each.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> other)
    {
        _images++;
        _agreed += Top(reference) == Top(other) ? 1 : 0;
        for (var i = 0; i < reference.Length; i++)
        {
            var difference = Math.Abs(reference[i] - other[i]);
            _max = Math.Max(_max, difference);
            _sum += difference;
        }
        _scores += reference.Length;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"images={_images} top1_agree={_agreed}/{_images} max_score_diff={_max:0.0e+0} mean_score_diff={_sum / _scores:0.0e+0}");

    /// <summary>The first class of the highest score, as a prediction counts it.</summary>
    private static int Top(ReadOnlySpan<float> scores) => TensorPrimitives.IndexOfMax(scores);
}
