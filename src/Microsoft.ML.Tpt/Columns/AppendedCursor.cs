using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>A cursor of the input with the added columns behind its own. It owns the input's cursor and the values.</summary>
internal sealed class AppendedCursor(ColumnBinding binding, DataViewRowCursor input, bool[] active, IAddedValues? values, Action checkCanceled) : DataViewRowCursor
{
    private long _rowCount;
    private bool _disposed;

    public override DataViewSchema Schema => binding.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => binding.GetGetter<TValue>(column, active, input, values);

    public override bool MoveNext()
    {
        checkCanceled();
        if (input.MoveNext())
        {
            _rowCount++;
            return true;
        }
        values?.OnEnd(_rowCount);
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            values?.Dispose();
            input.Dispose();
        }
        base.Dispose(disposing);
    }
}
