using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>The metrics of one kind of scores over the rows that were added: ML.NET's own, calibration and Brier score.</summary>
/// <param name="classNames">The classes.</param>
/// <param name="topK">The K of the top-K accuracy; more than there are classes is taken as their number.</param>
/// <param name="binCount">The number of bins of the calibration.</param>
internal sealed class ScoreMetrics(string[] classNames, int topK, int binCount)
{
    private readonly List<RankedLabel> _rows = [];

    /// <summary>The number of rows that were added.</summary>
    public int RowCount => _rows.Count;

    /// <param name="key">The label's key, from 1.</param>
    /// <param name="scores">The scores of the classes, none of them NaN.</param>
    public void Add(uint key, ReadOnlySpan<float> scores) => _rows.Add(RankedLabel.Create(key, scores));

    public MulticlassClassificationMetrics Classification()
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
        var rows = _rows.Select(row => EvaluationRow.Create(row, classNames.Length));
        return context.MulticlassClassification.Evaluate(context.Data.LoadFromEnumerable(rows, definition),
            nameof(EvaluationRow.Label), nameof(EvaluationRow.Score), nameof(EvaluationRow.PredictedLabel),
            // More than there are classes, and ML.NET's evaluator throws IndexOutOfRangeException.
            Math.Min(topK, classNames.Length));
    }

    public TptCalibration Calibration() => TptCalibration.Create(_rows.Select(row => (row.Confidence, row.IsRight)), binCount);

    public double Brier() => _rows.Average(row => row.SquaredError);
}
