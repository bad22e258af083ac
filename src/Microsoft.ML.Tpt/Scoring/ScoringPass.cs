using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>One pass over a view, as <see cref="ScoringPasses"/> counts them. One thread at a time.</summary>
internal sealed class ScoringPass(ScoringPasses passes)
{
    private readonly List<DataViewRowId> _newRows = [];
    private DataViewRowId _row;
    private long _rows;
    private bool _repeats;

    /// <summary>Values of a row are asked for, for one column or for several after one another.</summary>
    public void Ask(DataViewRowId row)
    {
        if (_rows > 0 && row.Equals(_row))
        {
            return;
        }

        _row = row;
        _rows++;
        if (!passes.WasScored(row))
        {
            if (_newRows.Count < ScoringPasses.MostRows)
            {
                _newRows.Add(row);
            }
        }
        else if (!_repeats)
        {
            _repeats = true;
            passes.Repeat();
        }
    }

    /// <summary>All rows have been read.</summary>
    /// <param name="time">How long those that were asked for took to score.</param>
    public void Finish(TimeSpan time)
    {
        if (_rows > 0)
        {
            passes.Finish(_newRows, _rows, time);
        }
    }
}
