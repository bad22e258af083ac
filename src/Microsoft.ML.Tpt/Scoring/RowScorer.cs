using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Images;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>Scores one row at a time, once per position however many columns are read.</summary>
internal sealed class RowScorer : IAddedValues
{
    private readonly TptScorer _scorer;
    private readonly DataViewRow _row;
    private readonly ImageReader _reader;
    private TptPrediction? _prediction;
    private long _scoredPosition = -1;

    public RowScorer(TptScorer scorer, DataViewRow row, DataViewSchema.Column imageColumn)
    {
        (_scorer, _row) = (scorer, row);
        _reader = ImageReader.Create(row, imageColumn, scorer.Options);
    }

    public Delegate CreateGetter(int addedIndex) => _scorer.Columns.CreateGetter(addedIndex, Current);

    private TptPrediction? Current()
    {
        if (_scoredPosition == _row.Position)
        {
            return _prediction;
        }

        _scorer.ThrowIfStopped();
        _prediction = Score(_reader.ReadRow());
        _scoredPosition = _row.Position;
        return _prediction;
    }

    private TptPrediction? Score(RowImage image)
    {
        var (views, reason) = _scorer.CreateViewsAsync(image, _scorer.Engine.CreateViews, CancellationToken.None).GetAwaiter().GetResult();
        using var owned = views;
        var prediction = views is null ? null : _scorer.Predict([views])[0];
        reason ??= _scorer.Engine.ReasonWithoutLabel(prediction!);
        if (reason is not null)
        {
            UnusableRows.Warn(_scorer.Host, _row.Position, _scorer.Options.InputColumnName, reason);
        }
        else if (prediction!.IsFallback)
        {
            UnusableRows.WarnFallback(_scorer.Host, _row.Position);
        }

        return prediction;
    }

    public void OnEnd(long rowCount)
    {
    }

    public void Dispose()
    {
    }
}
