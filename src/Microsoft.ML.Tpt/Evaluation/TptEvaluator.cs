using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>
/// Evaluates scored data. The data is read once, so that a lazy view scores each row once; what the metrics need of it is kept in
/// memory, and ML.NET's evaluator works on that.
/// </summary>
internal sealed class TptEvaluator(int topK, int binCount)
{
    private long _unknownLabels;
    private long _missingScores;

    public TptMetrics Evaluate(IDataView data, string labelColumnName, string scoreColumnName, string? zeroShotScoreColumnName)
    {
        var label = ScoreColumn.Find(data.Schema, labelColumnName, "label");
        var score = ScoreColumn.Find(data.Schema, scoreColumnName, "score");
        var zeroShotScore = zeroShotScoreColumnName is null ? default(DataViewSchema.Column?) : ScoreColumn.Find(data.Schema, zeroShotScoreColumnName, "zero-shot score");
        var classNames = ScoreColumn.ClassNames(score);
        if (zeroShotScore is { } other && !ScoreColumn.ClassNames(other).SequenceEqual(classNames))
        {
            throw new ArgumentException($"Columns '{scoreColumnName}' and '{zeroShotScoreColumnName}' are not scores of the same classes.");
        }

        var adapted = new ScoreMetrics(classNames, topK, binCount);
        var zeroShot = zeroShotScore is null ? null : new ScoreMetrics(classNames, topK, binCount);
        Read(data, label, (score, adapted), zeroShotScore is { } column ? (column, zeroShot!) : null, classNames);
        if (adapted.RowCount == 0)
        {
            throw new InvalidOperationException(Invariant($"There is no row to evaluate: {_unknownLabels} rows have a label that is no class, and {_missingScores} have no scores."));
        }

        return new TptMetrics(adapted.Classification(), adapted.Calibration(), zeroShot?.Classification(), zeroShot?.Calibration())
        {
            BrierScore = adapted.Brier(),
            ZeroShotBrierScore = zeroShot?.Brier(),
            Rows = adapted.RowCount,
            UnknownLabelRows = _unknownLabels,
            MissingScoreRows = _missingScores,
        };
    }

    private void Read(
        IDataView data, DataViewSchema.Column label, (DataViewSchema.Column Column, ScoreMetrics Metrics) score, (DataViewSchema.Column Column, ScoreMetrics Metrics)? zeroShot, string[] classNames)
    {
        using var cursor = data.GetRowCursor(zeroShot is { } needed ? [label, score.Column, needed.Column] : [label, score.Column]);
        var readLabel = LabelReader.Create(cursor, label, classNames);
        var getScore = cursor.GetGetter<VBuffer<float>>(score.Column);
        var getZeroShotScore = zeroShot is { } other ? cursor.GetGetter<VBuffer<float>>(other.Column) : null;
        var buffer = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            var key = readLabel();
            if (key == 0)
            {
                _unknownLabels++;
                continue;
            }
            getScore(ref buffer);
            float[] scores = [.. buffer.DenseValues()];
            if (scores.Any(float.IsNaN))
            {
                _missingScores++;
                continue;
            }
            score.Metrics.Add(key, scores);
            if (zeroShot is { } also)
            {
                getZeroShotScore!(ref buffer);
                also.Metrics.Add(key, [.. buffer.DenseValues()]);
            }
        }
    }
}
