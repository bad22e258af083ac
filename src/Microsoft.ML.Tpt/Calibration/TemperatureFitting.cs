using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Evaluation;
using Tpt.Engine.Calibration;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Calibration;

/// <summary>Fits a temperature on scored data. The data is read once, so that a lazy view scores each row once.</summary>
internal sealed class TemperatureFitting(IHost host, Action checkCanceled)
{
    private readonly LabelledScores _rows = new();
    private long _unknownLabels;
    private long _missingScores;

    /// <exception cref="ArgumentException">A column is missing or of a wrong type, the label's keys are not the classes in their order, or there is one class.</exception>
    /// <exception cref="InvalidOperationException">No row can be used, a row has scores that are no probabilities, or no temperature is the best.</exception>
    public double Fit(IDataView data, string labelColumnName, string scoreColumnName)
    {
        var label = ScoreColumn.Find(data.Schema, labelColumnName, "label");
        var score = ScoreColumn.Find(data.Schema, scoreColumnName, "score");
        var classNames = ScoreColumn.ClassNames(score);
        if (classNames.Length == 1)
        {
            throw new ArgumentException($"Column '{Excerpt.Of(scoreColumnName)}' has the scores of one class, which are 1 at any temperature. There is nothing to calibrate.");
        }
        Read(data, label, score, classNames);
        if (_rows.Count == 0)
        {
            throw new InvalidOperationException(Invariant($"There is no row to fit a temperature on: {_unknownLabels} rows have a label that is no class, and {_missingScores} have no scores."));
        }
        var temperature = LikelihoodTemperature.Fit(_rows);
        Report(temperature);
        return temperature;
    }

    private void Read(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, string[] classNames)
    {
        using var cursor = data.GetRowCursor([label, score]);
        var readLabel = LabelReader.Create(cursor, label, classNames);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        var buffer = default(VBuffer<float>);
        var scores = new float[classNames.Length];
        while (cursor.MoveNext())
        {
            checkCanceled();
            var key = readLabel();
            if (key == 0)
            {
                _unknownLabels++;
                continue;
            }
            getScore(ref buffer);
            buffer.CopyTo(scores);
            if (scores.Any(float.IsNaN))
            {
                _missingScores++;
            }
            else if (!_rows.TryAdd(scores, (int)key - 1))
            {
                throw new InvalidOperationException(Invariant(
                    $"Row {cursor.Position} of column '{Excerpt.Of(score.Name)}' has no probabilities: its scores go from {scores.Min()} to {scores.Max()} and sum to {scores.Sum()}. A temperature takes scores from 0 to 1 that sum to 1, such as a softmax; turn logits into them first."));
            }
        }
    }

    private void Report(double temperature)
    {
        using var channel = host.Start("Fitting");
        channel.Info(MessageSensitivity.None, "Temperature {0:0.####}, fitted on {1} rows: the mean negative log-likelihood of their labels goes from {2:0.####} to {3:0.####} nats.",
            temperature, _rows.Count, _rows.At(1).Loss, _rows.At(1 / temperature).Loss);
        if (_unknownLabels + _missingScores > 0)
        {
            channel.Warning(MessageSensitivity.None, "Left out: {0} rows with a label that is no class, and {1} rows without scores.", _unknownLabels, _missingScores);
        }
    }
}
