using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Tpt.ClassPrompts;
using Microsoft.ML.Tpt.Evaluation;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Transforms;
using Tpt.Engine;
using Tpt.Engine.Calibration;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>Adds test-time prompt tuning (TPT) to the catalogs of <see cref="MLContext"/>.</summary>
/// <example>
/// <code>
/// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassNames = ["cat", "dog"], ZeroShotScoreColumnName = "ZeroShotScore" }));
/// using var model = pipeline.Fit(data);
/// var metrics = mlContext.MulticlassClassification.EvaluateTpt(model.Transform(testData), zeroShotScoreColumnName: "ZeroShotScore");
/// </code>
/// </example>
public static class TptCatalog
{
    /// <summary>Classifies images among the named classes with CLIP, and adapts the prompt to every image by test-time prompt tuning.</summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="classNames">The names of the classes: at least one, none blank, no two the same. Their order is that of the scores.</param>
    /// <param name="predictedLabelColumnName">The output column with the predicted class: a key whose values are the class names.</param>
    /// <param name="scoreColumnName">The output column with the class probabilities, <c>[classes]</c>.</param>
    /// <param name="inputColumnName">The input column: images, as <c>LoadImages</c> gives, or the bytes of image files, as <c>LoadRawImageBytes</c> gives.</param>
    /// <param name="modelPath">The folder of a CLIP model, or its id on the Hugging Face hub, as <see cref="TptOptions.Model"/> says; <see langword="null"/>: the built-in model.</param>
    /// <param name="gpuDeviceId">The GPU to compute on, from 0; -1 is the CPU; <see langword="null"/>: <c>MLContext.GpuDeviceId</c>, and where that is null too, a GPU where there is one.</param>
    /// <param name="fallbackToCpu">Whether the CPU takes over where the GPU cannot be used; with <see langword="false"/>, <c>MLContext.FallbackToCpu</c> is asked.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">The class names are none, blank or not different, a column's name is blank, or the GPU is below -1.</exception>
    /// <example>
    /// <code>
    /// var mlContext = new MLContext(seed: 0);
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(["cat", "dog", "horse"]))
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// using var model = pipeline.Fit(data);
    /// var scored = model.Transform(data);
    /// </code>
    /// </example>
    public static TptEstimator TestTimePromptTuning(
        this TransformsCatalog catalog,
        IReadOnlyList<string> classNames,
        string predictedLabelColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        string inputColumnName = "Image",
        string? modelPath = null,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false)
    {
        ClassList.Check(classNames, nameof(classNames));
        return TestTimePromptTuning(catalog, Options(classNames, predictedLabelColumnName, scoreColumnName, inputColumnName, modelPath, gpuDeviceId, fallbackToCpu));
    }

    /// <summary>Classifies images with CLIP, and adapts the prompt to every image by test-time prompt tuning.</summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="options">The settings. They are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and the range.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.LoadRawImageBytes("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions
    ///     {
    ///         ClassNames = ["cat", "dog", "horse"],
    ///         ZeroShotScoreColumnName = "ZeroShotScore",
    ///         Model = { Path = "models/clip-vit-base-patch16" },
    ///     }));
    /// </code>
    /// </example>
    public static TptEstimator TestTimePromptTuning(this TransformsCatalog catalog, TptOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersion.Check();
        return new TptEstimator(Interop.GetEnvironment(catalog), options);
    }

    /// <summary>
    /// Classifies images among the named classes with CLIP as it is, without adaptation: the plain stage beside
    /// <see cref="TestTimePromptTuning(TransformsCatalog, IReadOnlyList{string}, string, string, string, string, int?, bool)"/>. The columns are the same, so that one is swapped
    /// for the other by its name. It looks at one view in place of 64.
    /// </summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="classNames">The names of the classes: at least one, none blank, no two the same. Their order is that of the scores.</param>
    /// <param name="predictedLabelColumnName">The output column with the predicted class: a key whose values are the class names.</param>
    /// <param name="scoreColumnName">The output column with the class probabilities, <c>[classes]</c>.</param>
    /// <param name="inputColumnName">The input column: images, as <c>LoadImages</c> gives, or the bytes of image files, as <c>LoadRawImageBytes</c> gives.</param>
    /// <param name="modelPath">The folder of a CLIP model, or its id on the Hugging Face hub, as <see cref="TptOptions.Model"/> says; <see langword="null"/>: the built-in model.</param>
    /// <param name="gpuDeviceId">The GPU to compute on, from 0; -1 is the CPU; <see langword="null"/>: <c>MLContext.GpuDeviceId</c>, and where that is null too, a GPU where there is one.</param>
    /// <param name="fallbackToCpu">Whether the CPU takes over where the GPU cannot be used; with <see langword="false"/>, <c>MLContext.FallbackToCpu</c> is asked.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">The class names are none, blank or not different, a column's name is blank, or the GPU is below -1.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.ZeroShotImageClassification(["cat", "dog", "horse"]))
    ///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    /// </code>
    /// </example>
    public static TptEstimator ZeroShotImageClassification(
        this TransformsCatalog catalog,
        IReadOnlyList<string> classNames,
        string predictedLabelColumnName = "PredictedLabel",
        string scoreColumnName = "Score",
        string inputColumnName = "Image",
        string? modelPath = null,
        int? gpuDeviceId = null,
        bool fallbackToCpu = false)
    {
        ClassList.Check(classNames, nameof(classNames));
        return ZeroShotImageClassification(catalog, Options(classNames, predictedLabelColumnName, scoreColumnName, inputColumnName, modelPath, gpuDeviceId, fallbackToCpu));
    }

    /// <summary>Classifies images with CLIP as it is, without adaptation.</summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="options">The settings. They are copied; of <see cref="TptOptions.Method"/> nothing is used.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, its value and the range.</exception>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, Prompt = { ZeroShotTemplates = ["a photo of a {0}.", "a sketch of a {0}."] } };
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.ZeroShotImageClassification(options));
    /// </code>
    /// </example>
    public static TptEstimator ZeroShotImageClassification(this TransformsCatalog catalog, TptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return TestTimePromptTuning(catalog, options with { Method = new ZeroShotOptions() });
    }

    /// <summary>
    /// Adds a column with the prompt of every class, the same in each row: a text vector <c>[classes]</c> whose slot names are the
    /// class names. <see cref="TptOptions.ClassPromptsColumnName"/> takes it.
    /// </summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="outputColumnName">The output column.</param>
    /// <param name="classNames">The names of the classes: at least one, none blank, no two the same. Their order is that of the scores.</param>
    /// <param name="template">The prompt, with <c>{0}</c> where the class name goes.</param>
    /// <returns>The estimator. There is nothing to learn from data.</returns>
    /// <exception cref="ArgumentException">The class names are none, blank or not different, or the template has no <c>{0}</c>.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}."))
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassPromptsColumnName = "Prompts" }));
    /// </code>
    /// </example>
    public static ClassPromptsEstimator AddClassPrompts(this TransformsCatalog catalog, string outputColumnName, IReadOnlyList<string> classNames, string template)
    {
        ClassList.Check(classNames, nameof(classNames));
        return AddClassPrompts(catalog, outputColumnName, ClassList.FromNames(classNames), template);
    }

    /// <summary>
    /// Adds a column with the prompts of every class, where a class may have several: a text vector <c>[prompts]</c>, each slot
    /// named by its class. The classifier averages the prompts of a class in feature space and tunes them together.
    /// </summary>
    /// <param name="catalog">The transforms catalog.</param>
    /// <param name="outputColumnName">The output column.</param>
    /// <param name="classes">The classes, and for each the names (synonyms, descriptions) that are put into the template: at least one, none blank.</param>
    /// <param name="template">The prompt, with <c>{0}</c> where the name goes.</param>
    /// <returns>The estimator. There is nothing to learn from data.</returns>
    /// <exception cref="ArgumentException">The classes are none, blank or not different, a class has no name, or the template has no <c>{0}</c>.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.AddClassPrompts("Prompts",
    ///     [
    ///         new ClassPromptSet("cat", ["cat", "kitten"]),
    ///         new ClassPromptSet("dog", ["dog", "puppy"]),
    ///     ], "a photo of a {0}."))
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassPromptsColumnName = "Prompts" }));
    /// </code>
    /// </example>
    public static ClassPromptsEstimator AddClassPrompts(this TransformsCatalog catalog, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        MlNetVersion.Check();
        return new ClassPromptsEstimator(Interop.GetEnvironment(catalog), outputColumnName, classes, template);
    }

    /// <summary>
    /// Maps a text label to keys in the order of the classes. ML.NET's metrics compare numbers of keys, so a label that
    /// <c>MapValueToKey</c> numbered in another order gives wrong metrics without an error.
    /// </summary>
    /// <param name="catalog">The conversion transforms catalog.</param>
    /// <param name="outputColumnName">The output column: a key whose values are the class names. A label that is no class becomes the missing key.</param>
    /// <param name="classNames">The names of the classes, as in <see cref="TptTransformer.ClassNames"/>.</param>
    /// <param name="inputColumnName">The text column with the labels; <see langword="null"/>: <paramref name="outputColumnName"/>.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentException">The class names are none, blank or not different.</exception>
    /// <example>
    /// <code>
    /// var labelled = mlContext.Transforms.Conversion.MapLabelToClasses("Label", transformer.ClassNames).Fit(scored).Transform(scored);
    /// var metrics = mlContext.MulticlassClassification.Evaluate(labelled);
    /// </code>
    /// </example>
    public static ValueToKeyMappingEstimator MapLabelToClasses(
        this TransformsCatalog.ConversionTransforms catalog,
        string outputColumnName,
        IReadOnlyList<string> classNames,
        string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ClassList.Check(classNames, nameof(classNames));
        var keys = new MLContext().Data.LoadFromEnumerable(classNames.Select(name => new ClassKey { Name = name }));
        return catalog.MapValueToKey(outputColumnName, inputColumnName, keyData: keys);
    }

    /// <summary>
    /// Evaluates what <see cref="TestTimePromptTuning(TransformsCatalog, TptOptions)"/> scored: ML.NET's own metrics, the
    /// calibration, and both again for the zero-shot scores of the same rows. The data is read once.
    /// </summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The label: text, or a key whose values are the class names in the order of the scores. Anything else is an error that explains itself.</param>
    /// <param name="scoreColumnName">The scores.</param>
    /// <param name="zeroShotScoreColumnName">The zero-shot scores (<see cref="TptOptions.ZeroShotScoreColumnName"/>); <see langword="null"/>: they are not evaluated.</param>
    /// <param name="topKPredictionCount">The K of the top-K accuracy; more than there are classes is taken as their number. At least 1.</param>
    /// <param name="calibrationBinCount">The number of bins of the calibration. In [1, 10000]. The default is 20, over which the papers of test-time prompt tuning publish the error (C-TPT and after); Guo et al. 2017 took 15.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or the label's keys are not the classes in their order.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label that is a class and scores.</exception>
    /// <example>
    /// <code>
    /// var scored = model.Transform(testData);
    /// TptMetrics metrics = mlContext.MulticlassClassification.EvaluateTpt(scored, zeroShotScoreColumnName: "ZeroShotScore");
    /// Console.WriteLine($"{metrics.ZeroShot!.MicroAccuracy:P1} -> {metrics.Adapted.MicroAccuracy:P1}");
    /// Console.WriteLine($"calibration error {metrics.Calibration.ExpectedCalibrationError:P1}");
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The first arguments tell the overloads apart: scored data, or a transformer.")]
    public static TptMetrics EvaluateTpt(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string? zeroShotScoreColumnName = null,
        int topKPredictionCount = 5,
        int calibrationBinCount = ConfidenceBins.PublishedCount)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        OptionCheck.Require(topKPredictionCount >= 1, nameof(topKPredictionCount), topKPredictionCount, "at least 1");
        OptionCheck.Require(calibrationBinCount is >= 1 and <= 10_000, nameof(calibrationBinCount), calibrationBinCount, "in [1, 10000]");
        return new TptEvaluator(topKPredictionCount, calibrationBinCount).Evaluate(data, labelColumnName, scoreColumnName, zeroShotScoreColumnName);
    }

    /// <summary>
    /// Compares methods on the same images in one pass: for zero-shot and for each method ML.NET's own metrics, the calibration and the seconds an
    /// image. An image is decoded once, its views are made once, and they go through the image tower once.
    /// </summary>
    /// <remarks>
    /// A method's metrics are those of a pipeline with the same options. The pictures of the next rows are read and their views made on other threads
    /// meanwhile, as in <see cref="TptTransformer.Transform(IDataView)"/>, so the data must give the same rows each time that it is read. Of the scores only
    /// what the metrics need is kept: 32 bytes for each row and method, whatever the number of classes.
    /// </remarks>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="transformer">Gives the model, the classes, the prompt, the views, the approximations, the image column and its decoder. Its own
    /// <see cref="TptOptions.Method"/>, <see cref="TptOptions.Calibration"/> and <see cref="TptOptions.Gate"/> are not looked at. Others may use it meanwhile.</param>
    /// <param name="data">Images with labels. They are not scored yet.</param>
    /// <param name="methods">The methods, each with its calibration and its gate, at least one. Zero-shot is compared in any case.</param>
    /// <param name="labelColumnName">The label: text, or a key whose values are the class names in the order of <see cref="TptTransformer.ClassNames"/>. Anything else is an error that explains itself.</param>
    /// <param name="topKPredictionCount">The K of the top-K accuracy; more than there are classes is taken as their number. At least 1.</param>
    /// <param name="calibrationBinCount">The number of bins of the calibration. In [1, 10000]. The default is 20, over which the papers of test-time prompt tuning publish the error.</param>
    /// <param name="progress">Hears how far the pass has come, after every batch.</param>
    /// <param name="cancellationToken">Stops it, between two images.</param>
    /// <returns>The metrics: zero-shot first, then the methods in their order.</returns>
    /// <exception cref="ArgumentException">There is no method, or one does not go with its calibration, its gate or the transformer's options; a column is missing or of a wrong type; the label's keys are not the classes in their order; or there is one class only.</exception>
    /// <exception cref="FileNotFoundException">The file of the soft prompt is gone.</exception>
    /// <exception cref="InvalidDataException">The file of the soft prompt is not the one that the transformer was made with.</exception>
    /// <exception cref="InvalidOperationException">No row has both a label that is a class and scores, or the data gives other rows when it is read again.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    /// <example>
    /// <code>
    /// IReadOnlyList&lt;TptMethodMetrics> metrics = mlContext.MulticlassClassification.EvaluateTpt(transformer, testData,
    /// [
    ///     new PromptTuningOptions(),
    ///     new(new PromptTuningOptions()) { Calibration = new ConfidenceMatchingOptions(), Gate = new AgreementGateOptions() },
    ///     new ZeroOptions(),
    /// ]);
    /// Console.Write(TptMethodMetrics.Table(metrics));
    /// </code>
    /// </example>
    [SuppressMessage("ApiDesign", "RS0026:Do not add multiple overloads with optional parameters", Justification = "The first arguments tell the overloads apart: scored data, or a transformer.")]
    public static IReadOnlyList<TptMethodMetrics> EvaluateTpt(
        this MulticlassClassificationCatalog catalog,
        TptTransformer transformer,
        IDataView data,
        IReadOnlyList<ComparedMethod> methods,
        string labelColumnName = "Label",
        int topKPredictionCount = 5,
        int calibrationBinCount = ConfidenceBins.PublishedCount,
        IProgress<TptProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(methods);
        ArgumentNullException.ThrowIfNull(labelColumnName);
        OptionCheck.Require(topKPredictionCount >= 1, nameof(topKPredictionCount), topKPredictionCount, "at least 1");
        OptionCheck.Require(calibrationBinCount is >= 1 and <= 10_000, nameof(calibrationBinCount), calibrationBinCount, "in [1, 10000]");
        return new ComparisonEvaluator(transformer.Scorer, topKPredictionCount, calibrationBinCount, progress, cancellationToken).Evaluate(data, methods, labelColumnName);
    }

    private static TptOptions Options(IReadOnlyList<string> classNames, string predictedLabelColumnName, string scoreColumnName, string inputColumnName, string? modelPath, int? gpuDeviceId, bool fallbackToCpu) => new()
    {
        ClassNames = classNames,
        PredictedLabelColumnName = predictedLabelColumnName,
        ScoreColumnName = scoreColumnName,
        InputColumnName = inputColumnName,
        // Null asks the context, as false does in ML.NET's own stages.
        Model = { Path = modelPath, GpuDeviceId = gpuDeviceId, FallbackToCpu = fallbackToCpu ? true : null },
    };

    private sealed class ClassKey
    {
        public string Name { get; set; } = "";
    }
}
