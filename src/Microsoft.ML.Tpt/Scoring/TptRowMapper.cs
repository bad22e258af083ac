using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Images;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>A <see cref="TptTransformer"/> bound to an input schema.</summary>
internal sealed class TptRowMapper : AppendedMapper
{
    /// <exception cref="ArgumentException">The image column is missing or of a wrong type.</exception>
    public TptRowMapper(TptScorer scorer, DataViewSchema inputSchema)
        : this(scorer, inputSchema, ImageReader.FindColumn(inputSchema, scorer.Options))
    {
    }

    private TptRowMapper(TptScorer scorer, DataViewSchema inputSchema, DataViewSchema.Column imageColumn)
        : base(imageColumn, new ColumnBinding(inputSchema, scorer.Columns.Over(inputSchema)))
        => (Scorer, ImageColumn) = (scorer, imageColumn);

    public TptScorer Scorer { get; }

    public DataViewSchema.Column ImageColumn { get; }

    protected override IAddedValues Compute(DataViewRow input) => new RowScorer(Scorer, input, ImageColumn);
}
