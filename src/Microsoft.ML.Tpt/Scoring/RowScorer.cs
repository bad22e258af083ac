using Microsoft.ML.Data;
using Tpt.Engine;

namespace Microsoft.ML;

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
        if (_scoredPosition == _row.Position) return _prediction;
        _scorer.ThrowIfStopped();
        var decode = _reader.Read(_row.Position);
        using (var views = decode is null ? null : _scorer.CreateViews(decode))
        {
            if (views is null) _scorer.WarnMissing(_row.Position, isEmpty: decode is null);
            _prediction = views is null ? null : _scorer.Predict([views])[0];
        }
        _scoredPosition = _row.Position;
        return _prediction;
    }

    public void OnEnd(long rowCount)
    {
    }

    public void Dispose()
    {
    }
}
