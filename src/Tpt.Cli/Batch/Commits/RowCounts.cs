using System.Text.Json.Nodes;
using Tpt.Cli.Batch.Shards;

namespace Tpt.Cli.Batch.Commits;

/// <summary>What is counted of all rows as they are read, however many there are.</summary>
internal sealed class RowCounts
{
    private long _rows, _errors, _changed, _oneView, _labelled, _right, _zeroShotRight, _repaired, _broken;

    public long Rows => _rows;

    public long Errors => _errors;

    /// <summary>The first row with an error; null where there is none.</summary>
    public ShardRow? FirstError { get; private set; }

    /// <summary>Rows with a label and without an error.</summary>
    public long Labelled => _labelled;

    public void Add(ShardRow row)
    {
        _rows++;
        if (row.Answer is not { } answer || row.ZeroShot is not { } zeroShot)
        {
            _errors++;
            FirstError ??= row;
            return;
        }
        _oneView += row.Views == 1 ? 1 : 0;
        _changed += answer.Predicted == zeroShot.Predicted ? 0 : 1;
        if (row.Label is not null)
        {
            _labelled++;
            _right += answer.IsRight ? 1 : 0;
            _zeroShotRight += zeroShot.IsRight ? 1 : 0;
            _repaired += answer.IsRight && !zeroShot.IsRight ? 1 : 0;
            _broken += zeroShot.IsRight && !answer.IsRight ? 1 : 0;
        }
    }

    public JsonObject ToJson() => new()
    {
        ["rows"] = _rows,
        ["errors"] = _errors,
        ["one_view"] = _oneView,
        ["other_than_zero_shot"] = _changed,
        ["labelled"] = _labelled,
        ["top1"] = _labelled == 0 ? null : (double)_right / _labelled,
        ["zero_shot_top1"] = _labelled == 0 ? null : (double)_zeroShotRight / _labelled,
        ["repaired"] = _repaired,
        ["broken"] = _broken,
    };
}
