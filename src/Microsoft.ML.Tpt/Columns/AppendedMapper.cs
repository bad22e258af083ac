using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>A transformer bound to an input schema, which appends columns. It maps single rows, as a <c>PredictionEngine</c> asks for them.</summary>
/// <param name="source">The column of the input that the values are made of; <see langword="null"/>: none.</param>
/// <param name="binding">The input's columns and the appended ones.</param>
internal abstract class AppendedMapper(DataViewSchema.Column? source, ColumnBinding binding) : IRowToRowMapper
{
    public ColumnBinding Binding => binding;

    public DataViewSchema InputSchema => binding.InputSchema;

    public DataViewSchema OutputSchema => binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var outputs = dependingColumns.ToArray();
        var needed = binding.PassedThrough(outputs).ToList();
        if (source is { } column && outputs.Any(binding.IsAdded) && needed.All(other => other.Index != column.Index))
        {
            needed.Add(column);
        }
        return needed;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (input.Schema != InputSchema)
        {
            throw new ArgumentException("The row's schema is not the one that this mapper is bound to.", nameof(input));
        }
        var outputs = activeColumns.ToArray();
        return new AppendedRow(binding, input, binding.ActiveFlags(outputs), Values(input, outputs));
    }

    /// <summary>What computes the appended values; <see langword="null"/> where nobody asks for them.</summary>
    /// <param name="input">The row, or the cursor, that they are made of.</param>
    /// <param name="outputs">The columns that are asked for.</param>
    public IAddedValues? Values(DataViewRow input, IEnumerable<DataViewSchema.Column> outputs) => outputs.Any(binding.IsAdded) ? Compute(input) : null;

    /// <summary>What computes the appended values of a row, or of a cursor's rows.</summary>
    protected abstract IAddedValues Compute(DataViewRow input);
}
