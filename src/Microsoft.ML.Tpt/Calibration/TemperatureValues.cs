using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Tpt.Engine.Calibration;
using Tpt.Engine.Scoring;

namespace Microsoft.ML.Tpt.Calibration;

/// <summary>The calibrated scores of one row, or of one cursor's rows.</summary>
/// <param name="row">The row, or the cursor.</param>
/// <param name="score">The scores.</param>
/// <param name="temperature">The temperature.</param>
internal sealed class TemperatureValues(DataViewRow row, DataViewSchema.Column score, double temperature) : IAddedValues
{
    public Delegate CreateGetter(int addedIndex)
    {
        var getScore = row.GetGetter<VBuffer<float>>(row.Schema[score.Index]);
        var input = default(VBuffer<float>);
        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
        {
            getScore(ref input);
            float[] plain = [.. input.DenseValues()];
            var calibrated = plain.Length == 0 ? [] : SameLabel.Keep(ScoreTemperature.Apply(plain, temperature), plain);
            var editor = VBufferEditor.Create(ref destination, calibrated.Length);
            calibrated.CopyTo(editor.Values);
            destination = editor.Commit();
        });
    }

    public void OnEnd(long rowCount)
    {
    }

    public void Dispose()
    {
    }
}
