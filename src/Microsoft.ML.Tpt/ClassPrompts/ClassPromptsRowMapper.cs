using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>A <see cref="ClassPromptsTransformer"/> bound to an input schema. Its values are the same in every row.</summary>
internal sealed class ClassPromptsRowMapper(ColumnBinding binding, IAddedValues values) : AppendedMapper(source: null, binding)
{
    protected override IAddedValues Compute(DataViewRow input) => values;
}
