using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Evaluation;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Calibration;

/// <summary>A <see cref="TptTemperatureTransformer"/> bound to an input schema.</summary>
internal sealed class TemperatureRowMapper : AppendedMapper
{
    private readonly DataViewSchema.Column _score;
    private readonly double _temperature;

    /// <exception cref="ArgumentException">The score column is missing or of a wrong type.</exception>
    public TemperatureRowMapper(DataViewSchema inputSchema, string scoreColumnName, string outputColumnName, double temperature)
        : this(inputSchema, FindScores(inputSchema, scoreColumnName), outputColumnName, temperature)
    {
    }

    private TemperatureRowMapper(DataViewSchema inputSchema, DataViewSchema.Column score, string outputColumnName, double temperature)
        : base(score, new ColumnBinding(inputSchema, [new AddedColumn(outputColumnName, score.Type, score.Annotations)]))
        => (_score, _temperature) = (score, temperature);

    protected override IAddedValues Compute(DataViewRow input) => new TemperatureValues(input, _score, _temperature);

    private static DataViewSchema.Column FindScores(DataViewSchema inputSchema, string name)
    {
        var score = ScoreColumn.Find(inputSchema, name, "score");
        return ScoreColumn.IsVector(score) ? score : throw new ArgumentException($"Column '{Excerpt.Of(name)}' must be a vector of scores, 32-bit floats, but it is of type {score.Type}.");
    }
}
