using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Calibration;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>
/// Fits one temperature on scored rows whose class is known (Guo et al. 2017, section 4.2): the T at which the mean negative log-likelihood of the
/// labels under softmax(ln score / T) is lowest. Made by <see cref="TptCalibrationCatalog.TemperatureCalibration"/>.
/// </summary>
/// <remarks>
/// The scores of any multiclass stage will do, where they are probabilities and their slots have the class names: those of
/// <see cref="TptCatalog.ZeroShotImageClassification(TransformsCatalog, TptOptions)"/> as well. Fit on rows that are not evaluated on.
/// <para>
/// The logarithm of a softmax score is its logit up to a constant, so nothing is lost. A score of exactly 0 has underflowed and counts as the smallest
/// positive 32-bit number. T is in [0.01, 100]; in 1 / T the objective is convex, and its minimum is found to 12 digits. The same rows give the same T. In memory are
/// 4 bytes for each score: 200 MB for 50,000 rows of 1,000 classes.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// TptTemperatureEstimator estimator = mlContext.MulticlassClassification.TemperatureCalibration(labelColumnName: "Label");
/// TptTemperatureTransformer calibrator = estimator.Fit(scored);
/// IDataView calibrated = calibrator.Transform(scored);
/// </code>
/// </example>
public sealed class TptTemperatureEstimator : IEstimator<TptTemperatureTransformer>
{
    private readonly IHost _host;
    private readonly string _labelColumnName;
    private readonly string _scoreColumnName;
    private readonly string _outputColumnName;

    internal TptTemperatureEstimator(IHostEnvironment environment, string labelColumnName, string scoreColumnName, string outputColumnName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(labelColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(scoreColumnName);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        _host = environment.Register(nameof(TptTemperatureEstimator));
        (_labelColumnName, _scoreColumnName, _outputColumnName) = (labelColumnName, scoreColumnName, outputColumnName);
    }

    /// <summary>Reads the labels and scores once and fits the temperature. The log says what it is, on how many rows, and how many were left out.</summary>
    /// <param name="input">Scored data with a label: text, or a key whose values are the class names in the order of the scores. Rows with NaN scores or a label that is no class are left out.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, the label's keys are not the classes in their order, or there is one class.</exception>
    /// <exception cref="InvalidOperationException">
    /// No row can be used; scores are not probabilities; or no temperature in the range is the best: the rows are all right (T would be 0), their scores are all
    /// 0 or 1, or all equal, or they say less than a guess (T would be above 100).
    /// </exception>
    /// <example>
    /// <code>
    /// // Scores the pictures once, and keeps the temperature with the model.
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(classNames))
    ///     .Append(mlContext.MulticlassClassification.TemperatureCalibration());
    /// using var chain = pipeline.Fit(data);
    /// mlContext.Model.Save(chain, data.Schema, "MLModel.zip");
    /// </code>
    /// </example>
    public TptTemperatureTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var temperature = new TemperatureFitting(_host, () => Interop.ThrowIfCanceled(_host)).Fit(input, _labelColumnName, _scoreColumnName);
        return new TptTemperatureTransformer(_host, _scoreColumnName, _outputColumnName, temperature);
    }

    /// <summary>The schema that the transformer will give, by names and kinds of columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns, one of the same name replaced, and the calibrated scores.</returns>
    /// <exception cref="ArgumentException">The label or the score column is missing.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.ZeroShotImageClassification(classNames)
    ///     .Append(mlContext.MulticlassClassification.TemperatureCalibration(outputColumnName: "Calibrated"));
    /// </code>
    /// </example>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _ = Find(inputSchema, _labelColumnName, "label");
        var score = Find(inputSchema, _scoreColumnName, "score");
        return new SchemaShape(inputSchema.Where(column => column.Name != _outputColumnName).Append(Interop.Rename(score, _outputColumnName)));
    }

    private static SchemaShape.Column Find(SchemaShape schema, string name, string what) => schema.Any(column => column.Name == name)
        ? schema.First(column => column.Name == name)
        : throw new ArgumentException($"There is no {what} column '{Excerpt.Of(name)}'.");
}
