using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>The lazy view over the input with appended columns. A row's values are made as it is read.</summary>
internal sealed class AppendedDataView(AppendedMapper mapper, IDataView source, Action checkCanceled) : IDataView
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
