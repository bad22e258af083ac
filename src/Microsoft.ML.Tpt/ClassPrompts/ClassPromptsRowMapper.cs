using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>A <see cref="ClassPromptsTransformer"/> bound to an input schema.</summary>
internal sealed class ClassPromptsRowMapper(ColumnBinding binding, IAddedValues values) : IRowToRowMapper
{
    public ColumnBinding Binding => binding;

    public IAddedValues Values => values;

    public DataViewSchema InputSchema => binding.InputSchema;

    public DataViewSchema OutputSchema => binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => binding.PassedThrough(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new AppendedRow(binding, input, binding.ActiveFlags(activeColumns), values);
}
