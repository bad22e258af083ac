using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>A column that a transformer adds to its input.</summary>
internal sealed record AddedColumn(string Name, DataViewType Type, DataViewSchema.Annotations Annotations);
