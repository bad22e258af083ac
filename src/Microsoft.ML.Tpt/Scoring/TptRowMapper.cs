using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Images;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>A <see cref="TptTransformer"/> bound to an input schema; it maps single rows, as a <c>PredictionEngine</c> asks for them.</summary>
internal sealed class TptRowMapper : IRowToRowMapper
{
    public TptRowMapper(TptScorer scorer, DataViewSchema inputSchema)
    {
        Scorer = scorer;
        ImageColumn = ImageReader.FindColumn(inputSchema, scorer.Options);
        Binding = new ColumnBinding(inputSchema, scorer.Columns.Over(inputSchema));
    }

    public TptScorer Scorer { get; }

    public ColumnBinding Binding { get; }

    public DataViewSchema.Column ImageColumn { get; }

    public DataViewSchema InputSchema => Binding.InputSchema;

    public DataViewSchema OutputSchema => Binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var outputs = dependingColumns.ToArray();
        var needed = Binding.PassedThrough(outputs).ToList();
        if (outputs.Any(Binding.IsAdded) && needed.All(column => column.Index != ImageColumn.Index))
        {
            needed.Add(ImageColumn);
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
        var values = outputs.Any(Binding.IsAdded) ? new RowScorer(Scorer, input, ImageColumn) : null;
        return new AppendedRow(Binding, input, Binding.ActiveFlags(outputs), values);
    }
}
