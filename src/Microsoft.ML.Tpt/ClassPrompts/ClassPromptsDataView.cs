using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>The input with a column of class prompts.</summary>
internal sealed class ClassPromptsDataView(ClassPromptsRowMapper mapper, IDataView source) : IDataView
{
    public DataViewSchema Schema => mapper.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var outputs = columnsNeeded.ToArray();
        return Append(source.GetRowCursor(mapper.Binding.PassedThrough(outputs), rand), outputs);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var outputs = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(mapper.Binding.PassedThrough(outputs), n, rand).Select(cursor => Append(cursor, outputs))];
    }

    private AppendedCursor Append(DataViewRowCursor cursor, DataViewSchema.Column[] outputs) =>
        new(mapper.Binding, cursor, mapper.Binding.ActiveFlags(outputs), mapper.Values, () => { });
}
