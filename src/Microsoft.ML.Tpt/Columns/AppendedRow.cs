using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>A row of the input with the added columns behind its own. It owns the input row and the values.</summary>
internal sealed class AppendedRow(ColumnBinding binding, DataViewRow input, bool[] active, IAddedValues? values) : DataViewRow
{
    public override DataViewSchema Schema => binding.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => binding.GetGetter<TValue>(column, active, input, values);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            values?.Dispose();
            input.Dispose();
        }
        base.Dispose(disposing);
    }
}
