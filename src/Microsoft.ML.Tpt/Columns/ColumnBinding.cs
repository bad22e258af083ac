using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>
/// The arithmetic of columns where some are added to an input: the output's columns 0 to n-1 are the input's, column n+i is added
/// column i. The schemas are fixed objects, since ML.NET compares schemas by reference.
/// </summary>
internal sealed class ColumnBinding
{
    public ColumnBinding(DataViewSchema inputSchema, IEnumerable<AddedColumn> added)
    {
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (var column in added)
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        }

        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public bool IsAdded(DataViewSchema.Column output) => output.Index >= InputSchema.Count;

    public int AddedIndex(DataViewSchema.Column output) => output.Index - InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> PassedThrough(IEnumerable<DataViewSchema.Column> outputs) =>
        outputs.Where(column => !IsAdded(column)).Select(column => InputSchema[column.Index]);

    /// <summary>Which of the output's columns are active, by index.</summary>
    public bool[] ActiveFlags(IEnumerable<DataViewSchema.Column> outputs)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in outputs)
        {
            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>The getter of an output column over a row of the input and the added values.</summary>
    public ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column output, bool[] active, DataViewRow input, IAddedValues? values)
    {
        if (output.Index >= active.Length || !active[output.Index])
        {
            throw new InvalidOperationException($"Column '{output.Name}' is not active: it was not asked for when the row or cursor was opened.");
        }

        if (!IsAdded(output))
        {
            return input.GetGetter<TValue>(input.Schema[output.Index]);
        }

        return values!.CreateGetter(AddedIndex(output)) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{output.Name}' holds {output.Type.RawType}, not {typeof(TValue)}.");
    }
}
