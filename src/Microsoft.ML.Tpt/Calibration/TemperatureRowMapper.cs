using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Evaluation;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Calibration;

/// <summary>A <see cref="TptTemperatureTransformer"/> bound to an input schema.</summary>
internal sealed class TemperatureRowMapper : IRowToRowMapper
{
    private readonly DataViewSchema.Column _score;
    private readonly double _temperature;

    /// <exception cref="ArgumentException">The score column is missing or of a wrong type.</exception>
    public TemperatureRowMapper(DataViewSchema inputSchema, string scoreColumnName, string outputColumnName, double temperature)
    {
        _score = ScoreColumn.Find(inputSchema, scoreColumnName, "score");
        if (!ScoreColumn.IsVector(_score))
        {
            throw new ArgumentException($"Column '{Excerpt.Of(scoreColumnName)}' must be a vector of scores, 32-bit floats, but it is of type {_score.Type}.");
        }
        _temperature = temperature;
        Binding = new ColumnBinding(inputSchema, [new AddedColumn(outputColumnName, _score.Type, _score.Annotations)]);
    }

    public ColumnBinding Binding { get; }

    public DataViewSchema InputSchema => Binding.InputSchema;

    public DataViewSchema OutputSchema => Binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var outputs = dependingColumns.ToArray();
        var needed = Binding.PassedThrough(outputs).ToList();
        if (outputs.Any(Binding.IsAdded) && needed.All(column => column.Index != _score.Index))
        {
            needed.Add(_score);
        }
        return needed;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var outputs = activeColumns.ToArray();
        return new AppendedRow(Binding, input, Binding.ActiveFlags(outputs), Values(input, outputs));
    }

    /// <summary>What computes the calibrated scores; <see langword="null"/> where nobody asks for them.</summary>
    public TemperatureValues? Values(DataViewRow input, IEnumerable<DataViewSchema.Column> outputs) =>
        outputs.Any(Binding.IsAdded) ? new TemperatureValues(input, _score, _temperature) : null;
}
