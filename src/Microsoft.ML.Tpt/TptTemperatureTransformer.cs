using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Calibration;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Calibration;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>
/// Divides the logits of scores by a temperature: softmax(ln p / T), for scores p that are a softmax. Made by <see cref="TptTemperatureEstimator"/>.
/// </summary>
/// <remarks>
/// The class of the highest score stays the same, of equal scores the first, so <c>PredictedLabel</c> stays right as it is. A row with a NaN score
/// has NaN scores. A score of exactly 0 has underflowed and counts as the smallest positive 32-bit number. It is safe on many threads, and holds no native memory.
/// </remarks>
/// <example>
/// <code>
/// TptTemperatureTransformer calibrator = mlContext.MulticlassClassification.TemperatureCalibration().Fit(scored);
/// var metrics = mlContext.MulticlassClassification.EvaluateTpt(calibrator.Transform(model.Transform(testData)));
/// Console.WriteLine($"T = {calibrator.Temperature:0.00}, calibration error {metrics.Calibration.ExpectedCalibrationError:P1}");
/// </code>
/// <code>
/// // The same scores from one stage: the temperature goes into the options of the classifier.
/// var calibrator = mlContext.MulticlassClassification.TemperatureCalibration().Fit(scored);
/// var options = new TptOptions { ClassNames = classNames, Calibration = new TemperatureOptions { Value = calibrator.Temperature } };
/// </code>
/// </example>
public sealed class TptTemperatureTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly string _scoreColumnName;
    private readonly string _outputColumnName;

    internal TptTemperatureTransformer(IHostEnvironment environment, string scoreColumnName, string outputColumnName, double temperature)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(scoreColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        OptionCheck.Require(temperature is >= TemperatureOptions.Lowest and <= TemperatureOptions.Highest, nameof(temperature), temperature,
            FormattableString.Invariant($"in [{TemperatureOptions.Lowest}, {TemperatureOptions.Highest}]"));
        _host = environment.Register(nameof(TptTemperatureTransformer));
        (_scoreColumnName, _outputColumnName, Temperature) = (scoreColumnName, outputColumnName, temperature);
    }

    /// <summary>
    /// What the logits are divided by. Above 1 the scores become less certain, below 1 more. In [0.01, 100], the range of
    /// <see cref="TemperatureOptions.Value"/>.
    /// </summary>
    public double Temperature { get; }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of the output: the input's columns and the calibrated scores, with the annotations of the scores.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The output's schema.</returns>
    /// <exception cref="ArgumentException">The score column is missing or of a wrong type.</exception>
    /// <example>
    /// <code>
    /// var calibrator = mlContext.MulticlassClassification.TemperatureCalibration(outputColumnName: "Calibrated").Fit(scored);
    /// Console.WriteLine(calibrator.GetOutputSchema(scored.Schema)["Calibrated"].Type);
    /// </code>
    /// </example>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <summary>A lazy view with calibrated scores.</summary>
    /// <param name="input">Scored data. It needs no label.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">The score column is missing or of a wrong type.</exception>
    /// <example>
    /// <code>
    /// var calibrator = mlContext.MulticlassClassification.TemperatureCalibration().Fit(scored);
    /// foreach (var scores in calibrator.Transform(model.Transform(testData)).GetColumn&lt;float[]>("Score"))
    ///     Console.WriteLine(scores.Max());
    /// </code>
    /// </example>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new AppendedDataView(Bind(input.Schema), input, () => Interop.ThrowIfCanceled(_host));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        Interop.SaveTemperature(ctx, new TemperatureState(_scoreColumnName, _outputColumnName, Temperature).Write);

    private TemperatureRowMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new TemperatureRowMapper(inputSchema, _scoreColumnName, _outputColumnName, Temperature);
    }
}
