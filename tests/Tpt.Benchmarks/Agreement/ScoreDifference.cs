using System.Globalization;
using Tpt.Engine.Scoring;

namespace Tpt.Benchmarks.Agreement;

/// <summary>
/// How far the scores of two settings are apart, over images; <c>changed_margin</c> is the largest margin that another class than the
/// reference's was predicted with, and <c>view_recall</c> the share of the views that the reference kept which were kept too.
/// </summary>
internal sealed class ScoreDifference
{
    private int _images;
    private int _agreed;
    private float _changedMargin;
    private float _max;
    private double _sum;
    private long _scores;
    private long _kept;
    private long _found;

    /// <summary>How many images there are.</summary>
    public int Images => _images;

    /// <summary>How many of them have the reference's class.</summary>
    public int Agreed => _agreed;

    /// <summary>Adds one image's scores.</summary>
    public void Add(ImageScores reference, ImageScores other)
    {
        _images++;
        _kept += reference.SelectedViews.Length;
        _found += reference.SelectedViews.Intersect(other.SelectedViews).Count();
        if (reference.PredictedIndex == other.PredictedIndex)
        {
            _agreed++;
        }
        else
        {
            _changedMargin = Math.Max(_changedMargin, other.Margin);
        }
        for (var i = 0; i < reference.Scores.Length; i++)
        {
            var difference = Math.Abs(reference.Scores[i] - other.Scores[i]);
            _max = Math.Max(_max, difference);
            _sum += difference;
        }
        _scores += reference.Scores.Length;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"images={_images} top1_agree={_agreed}/{_images} changed_margin={_changedMargin:0.000} max_score_diff={_max:0.0e+0} mean_score_diff={_sum / _scores:0.0e+0} view_recall={(double)_found / _kept:0.000}");
}
