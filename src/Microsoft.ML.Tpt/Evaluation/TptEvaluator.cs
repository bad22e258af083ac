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
    private readonly List<EvaluationRow> _rows = [];
    private readonly List<EvaluationRow> _zeroShotRows = [];
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

        Read(data, label, score, zeroShotScore, classNames);
        if (_rows.Count == 0)
        {
            throw new InvalidOperationException(Invariant($"There is no row to evaluate: {_unknownLabels} rows have a label that is no class, and {_missingScores} have no scores."));
        }

        return new TptMetrics(
            Classification(_rows, classNames),
            Calibration(_rows),
            zeroShotScore is null ? null : Classification(_zeroShotRows, classNames),
            zeroShotScore is null ? null : Calibration(_zeroShotRows))
        {
            BrierScore = Brier(_rows),
            ZeroShotBrierScore = zeroShotScore is null ? null : Brier(_zeroShotRows),
            Rows = _rows.Count,
            UnknownLabelRows = _unknownLabels,
            MissingScoreRows = _missingScores,
        };
    }

    private void Read(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? zeroShotScore, string[] classNames)
    {
        using var cursor = data.GetRowCursor(zeroShotScore is { } needed ? [label, score, needed] : [label, score]);
        var readLabel = LabelReader.Create(cursor, label, classNames);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        var getZeroShotScore = zeroShotScore is { } column ? cursor.GetGetter<VBuffer<float>>(column) : null;
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
            _rows.Add(EvaluationRow.Create(key, scores));
            if (getZeroShotScore is null)
            {
                continue;
            }

            getZeroShotScore(ref buffer);
            _zeroShotRows.Add(EvaluationRow.Create(key, [.. buffer.DenseValues()]));
        }
    }

    private MulticlassClassificationMetrics Classification(List<EvaluationRow> rows, string[] classNames)
    {
        var keyType = new KeyDataViewType(typeof(uint), classNames.Length);
        var definition = SchemaDefinition.Create(typeof(EvaluationRow));
        definition[nameof(EvaluationRow.Label)].ColumnType = keyType;
        definition[nameof(EvaluationRow.PredictedLabel)].ColumnType = keyType;
        definition[nameof(EvaluationRow.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classNames.Length);
        definition[nameof(EvaluationRow.Score)].AddAnnotation(ColumnAnnotations.SlotNames,
            new VBuffer<ReadOnlyMemory<char>>(classNames.Length, [.. classNames.Select(name => name.AsMemory())]),
            new VectorDataViewType(TextDataViewType.Instance, classNames.Length));
        var context = new MLContext();
        return context.MulticlassClassification.Evaluate(context.Data.LoadFromEnumerable(rows, definition),
            nameof(EvaluationRow.Label), nameof(EvaluationRow.Score), nameof(EvaluationRow.PredictedLabel),
            // More than there are classes, and ML.NET's evaluator throws IndexOutOfRangeException.
            Math.Min(topK, classNames.Length));
    }

    private TptCalibration Calibration(List<EvaluationRow> rows) =>
        TptCalibration.Create(rows.Select(row => (row.Score[row.PredictedLabel], row.PredictedLabel == row.Label)), binCount);

    private static double Brier(List<EvaluationRow> rows) =>
        rows.Average(row => row.Score.Select((score, i) => (double)score - (i == row.Label ? 1 : 0)).Sum(error => error * error));
}
