using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.Calibration;

/// <summary>The input with calibrated scores. Rows are calibrated as they are read.</summary>
internal sealed class TemperatureDataView(TemperatureRowMapper mapper, IDataView source, Action checkCanceled) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var outputs = columnsNeeded.ToArray();
        return Append(source.GetRowCursor(mapper.GetDependencies(outputs), rand), outputs);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var outputs = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(mapper.GetDependencies(outputs), n, rand).Select(cursor => Append(cursor, outputs))];
    }

    private AppendedCursor Append(DataViewRowCursor cursor, DataViewSchema.Column[] outputs) =>
        new(mapper.Binding, cursor, mapper.Binding.ActiveFlags(outputs), mapper.Values(cursor, outputs), checkCanceled);
}
