using System.Text.Json.Serialization;
using Microsoft.ML.Tpt.ClassPrompts;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Gates;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Microsoft.ML;

/// <summary>
/// The settings of <see cref="TptCatalog.TestTimePromptTuning(TransformsCatalog, TptOptions)"/>: the columns, and in groups what the
/// engine does.
/// </summary>
/// <remarks>
/// The classes come from exactly one of <see cref="ClassNames"/>, <see cref="ClassPromptsColumnName"/> and
/// <see cref="ClassesFromColumnName"/>.
/// <para>
/// Every option binds from a configuration section but for <see cref="Progress"/>, <see cref="FitProgress"/> and <see cref="CancellationToken"/>. Enumerations go by name; see <see cref="MethodOptions"/>,
/// <see cref="CalibrationOptions"/> and <see cref="GateOptions"/> for these. A value of a wrong type is an error that names the key. A key that there is not is ignored by the binder, unless it is told
/// <c>ErrorOnUnknownConfiguration</c>. A value out of its range is an error of <see cref="Validate"/>, which the estimator calls. System.Text.Json
/// writes and reads the same options.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var options = new TptOptions
/// {
///     ClassNames = ["cat", "dog", "horse"],
///     ZeroShotScoreColumnName = "ZeroShotScore",
///     Prompt = { Template = "a sketch of a {0}." },
///     Views = { Count = 32 },
///     Model = { Path = "models/clip-vit-base-patch16" },
/// };
/// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
///     .Append(mlContext.Transforms.TestTimePromptTuning(options));
/// </code>
/// <code>
/// // appsettings.json: "Tpt": { "ClassNames": ["cat", "dog"], "Views": { "Count": 32 }, "Method": "PromptTuning; Steps=2" }
/// services.Configure&lt;TptOptions>(configuration.GetSection("Tpt"), binder => binder.ErrorOnUnknownConfiguration = true);
/// </code>
/// </example>
public sealed record TptOptions : IOptionGroup
{
    private const int LargestBatch = 1024;

    /// <summary>The names of the classes: 1 to 100,000, none blank or longer than 1,000 characters, no two the same. Their order is that of the scores.</summary>
    /// <value>The default is <see langword="null"/>: the classes come from a column.</value>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>
    /// A column made by <see cref="TptCatalog.AddClassPrompts(TransformsCatalog, string, IReadOnlyList{string}, string)"/>, whose
    /// classes, names and template are taken over when the estimator is fitted. It is not needed for scoring.
    /// </summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}."))
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassPromptsColumnName = "Prompts" }));
    /// </code>
    /// </example>
    [ShortText]
    public string? ClassPromptsColumnName { get; set; }

    /// <summary>
    /// A label column of key type with text key values, which become the class names when the estimator is fitted, in the order
    /// of the keys. It is not needed for scoring.
    /// </summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    [ShortText]
    public string? ClassesFromColumnName { get; set; }

    /// <summary>
    /// The input column: an <see cref="Data.MLImage"/>, as <c>LoadImages</c> gives, or a vector of bytes with an encoded image
    /// file, as <c>LoadRawImageBytes</c> gives.
    /// </summary>
    /// <remarks>
    /// Encoded files are decoded as the reference implementation does: colours as stored, no colour management, alpha by
    /// <see cref="TptImageOptions.Alpha"/>. The formats are JPEG, PNG, GIF, BMP and WebP; of an animated file the first frame is read.
    /// In a GIF, transparent pixels and what the first frame does not cover are black; <see cref="AlphaHandling.CompositeOnWhite"/> makes
    /// them white. ML.NET decodes to premultiplied alpha, so in an image column the colour of a
    /// transparent pixel is known to fewer bits, and not at all where it is fully transparent. A row whose image is null or empty,
    /// or whose bytes do not decode, gets the missing key and NaN scores, and a warning in the log. A file that <c>LoadImages</c>
    /// cannot read is an error of that stage; it names the row and surfaces when that row is read.
    /// </remarks>
    /// <value>The default is <c>"Image"</c>.</value>
    [ShortText(IsRequired = true)]
    public string InputColumnName { get; set; } = "Image";

    /// <summary>The output column with the predicted class: a key whose values are the class names; 0, missing, for a row without a usable image.</summary>
    /// <value>The default is <c>"PredictedLabel"</c>.</value>
    [ShortText(IsRequired = true)]
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>The output column with the class probabilities, <c>[classes]</c>, slot names the class names; NaN for a row without a usable image.</summary>
    /// <value>The default is <c>"Score"</c>.</value>
    [ShortText(IsRequired = true)]
    public string ScoreColumnName { get; set; } = "Score";

    /// <summary>The output column with the class probabilities before adaptation, <c>[classes]</c>, slot names the class names.</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    [ShortText]
    public string? ZeroShotScoreColumnName { get; set; }

    /// <summary>The output column with the entropy of the class probabilities, in nats, in [0, ln(classes)].</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    [ShortText]
    public string? EntropyColumnName { get; set; }

    /// <summary>The output column with the entropy of the class probabilities before adaptation, in nats, in [0, ln(classes)].</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    [ShortText]
    public string? ZeroShotEntropyColumnName { get; set; }

    /// <summary>
    /// The output column with the indices of the confident views, most confident first, <c>[selected views]</c>; 0 is the centre
    /// view, and -1 fills a row without a usable image and one that <see cref="Gate"/> left.
    /// </summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, SelectedViewsColumnName = "Views", EntropyColumnName = "Entropy" };
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);
    /// foreach (var views in transformer.Transform(data).GetColumn&lt;int[]>("Views"))
    ///     Console.WriteLine(string.Join(' ', views));
    /// </code>
    /// </example>
    [ShortText]
    public string? SelectedViewsColumnName { get; set; }

    /// <summary>The output column with the tuned context vectors of the prompt, <c>[tokens, width]</c>.</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    [ShortText]
    public string? ContextColumnName { get; set; }

    /// <summary>
    /// The output column that says whether <see cref="Method"/> made the row's scores, <see cref="bool"/>. <see langword="false"/> where
    /// <see cref="Gate"/> left the row, where adaptation gave what is no number and the zero-shot scores stand in, and for a row without a usable image.
    /// <see langword="true"/> for every other row, with <c>ZeroShotOptions</c> and with 0 steps too: they are methods that were run.
    /// </summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    /// <example>
    /// <code>
    /// // How many rows paid for the method?
    /// var options = new TptOptions { ClassNames = classNames, Gate = new AgreementGateOptions { Threshold = 0.8 }, IsAdaptedColumnName = "IsAdapted" };
    /// using var gated = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);
    /// Console.WriteLine($"{gated.Transform(data).GetColumn&lt;bool>("IsAdapted").Average(isAdapted => isAdapted ? 1.0 : 0):P0} adapted");
    /// </code>
    /// </example>
    [ShortText]
    public string? IsAdaptedColumnName { get; set; }

    /// <summary>The prompt, and the context vectors in it that are tuned.</summary>
    public PromptOptions Prompt { get; set; } = new();

    /// <summary>The views of an image.</summary>
    public ViewOptions Views { get; set; } = new();

    /// <summary>What turns the views into scores.</summary>
    /// <value>The default is <see cref="PromptTuningOptions"/>.</value>
    /// <example>
    /// <code>
    /// // What do the views give without tuning?
    /// var options = new TptOptions { ClassNames = classNames, Method = new ConfidentViewAveragingOptions() };
    /// </code>
    /// </example>
    [JsonConverter(typeof(MethodJson))]
    public MethodOptions Method { get; set; } = new PromptTuningOptions();

    /// <summary>What brings the confidence of the scores nearer to how often they are right.</summary>
    /// <value>The default is <see langword="null"/>: none, the scores are the softmax of the logits.</value>
    /// <example>
    /// <code>
    /// // appsettings.json: "Calibration": "ConfidenceMatching", or "Calibration": "Temperature; Value=1.16"
    /// var options = new TptOptions { ClassNames = classNames, Calibration = new ConfidenceMatchingOptions() };
    /// </code>
    /// </example>
    [JsonConverter(typeof(CalibrationJson))]
    public CalibrationOptions? Calibration { get; set; }

    /// <summary>What decides row by row whether <see cref="Method"/> is run. A row that it leaves has the zero-shot scores, and -1 for its selected views.</summary>
    /// <value>The default is <see langword="null"/>: none, it is run on every row.</value>
    /// <example>
    /// <code>
    /// // appsettings.json: "Gate": "MarginGate; Threshold=0.2", or "Gate": "AgreementGate"
    /// var options = new TptOptions { ClassNames = classNames, Gate = new MarginGateOptions { Threshold = 0.2 } };
    /// </code>
    /// </example>
    [JsonConverter(typeof(GateJson))]
    public GateOptions? Gate { get; set; }

    /// <summary>What may be computed less exactly to save time.</summary>
    /// <value>The default is nothing.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, Approximations = { Precision = TptPrecision.Auto, ExactMargin = 0.02 } };
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);   // the log says what Auto came to
    /// </code>
    /// </example>
    public ApproximationOptions Approximations { get; set; } = new();

    /// <summary>Which CLIP model is used, and where it runs.</summary>
    /// <remarks>
    /// <see cref="ModelOptions.Path"/>, <see cref="ModelOptions.TokenizerFolder"/> and <see cref="ModelOptions.ImageTowerPath"/> may also name
    /// a model on the Hugging Face hub by its id, <c>org/name</c>, with a revision, <c>org/name@revision</c>, and with one file of it,
    /// <c>org/name/open_clip_model.safetensors</c>. A relative path is looked up in the current directory and then in the directory that the environment variable
    /// <c>TPT_MODEL_CACHE</c> names. Where it is in neither and has the form of an id, it is looked up in the local cache of the hub
    /// (<c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, else <c>huggingface/hub</c> in <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>): the named revision, else the one that
    /// the cache has for the main branch, else the newest. Where it is not there it is downloaded if <see cref="ModelOptions.Download"/> is set;
    /// the command <c>tpt download org/name</c> does that too.
    /// </remarks>
    /// <example>
    /// <code>
    /// // Once, on the command line: tpt download openai/clip-vit-base-patch16. Or Download = true here.
    /// var options = new TptOptions { ClassNames = classNames, Model = { Path = "openai/clip-vit-base-patch16", GpuDeviceId = 0, FallbackToCpu = true } };
    /// mlContext.Log += (_, entry) => Console.WriteLine(entry.Message);   // device, dtype, and why the CPU where it is the CPU
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);
    /// </code>
    /// </example>
    public ModelOptions Model { get; set; } = new();

    /// <summary>How images are decoded.</summary>
    public TptImageOptions Images { get; set; } = new();

    /// <summary>What decodes a column of encoded files. A saved transformer remembers it by its name.</summary>
    /// <remarks>
    /// In a configuration file its name stands for it: <c>"Decoder": "ImageSharp"</c>. Two decoders give the same pixels of a lossless file, and pixels
    /// that differ a little of a JPEG or lossy WebP file.
    /// </remarks>
    /// <value>The default is <see langword="null"/>: SkiaSharp, which ML.NET's images stand on.</value>
    /// <example>
    /// <code>
    /// // With the package Tpt.ImageSharp: managed memory, and TIFF, TGA and PBM too.
    /// var options = new TptOptions { ClassNames = classNames, Decoder = ImageDecoders.ImageSharp };
    /// </code>
    /// </example>
    public IImageDecoder? Decoder { get; set; }

    /// <summary>How a saved transformer holds the CLIP model.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TptModelStorage.Embed"/> for the built-in model, else <see cref="TptModelStorage.Reference"/>.</value>
    public TptModelStorage? ModelStorage { get; set; }

    /// <summary>The number of rows in one call of the engine. A row's scores do not depend on it, unless <see cref="ApproximationOptions.SharePasses"/> is on. In [1, 1024], and what the memory holds.</summary>
    /// <remarks>While the engine works, the views of the next batch are made on other threads, so the views of two batches are in memory.</remarks>
    /// <value>The default is 4: the views of one image already fill a device; more rows cost memory (64 views of 224 x 224 pixels take 9.6 MB while they wait, four times as much with AugMix).</value>
    [Within(1, LargestBatch, Because = "the views of two batches are in memory")]
    public int BatchSize { get; set; } = 4;

    /// <summary>Hears how far each pass over the data has come, after every batch. Not saved with a model.</summary>
    /// <value>The default is <see langword="null"/>: nobody.</value>
    [JsonIgnore]
    public IProgress<TptProgress>? Progress { get; set; }

    /// <summary>Hears how far <see cref="TptEstimator.Fit"/> has come with the classes, from 0 to 1. Not saved with a model.</summary>
    /// <value>The default is <see langword="null"/>: nobody.</value>
    [JsonIgnore]
    public IProgress<double>? FitProgress { get; set; }

    /// <summary>
    /// Stops <see cref="TptEstimator.Fit"/>, which then throws <see cref="OperationCanceledException"/>; it does not bear on the transformer.
    /// Scoring is stopped by <c>MLContext.CancelExecution</c>, or by the token of <see cref="TptTransformer.Transform(IDataView, IProgress{TptProgress}, CancellationToken)"/>. Not saved with a model.
    /// </summary>
    /// <value>The default is a token that is never cancelled.</value>
    /// <example>
    /// <code>
    /// using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
    /// var options = new TptOptions { ClassNames = classNames, CancellationToken = timeout.Token };
    /// </code>
    /// </example>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range: the message names it, its value and the range.</exception>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, BatchSize = 8 };
    /// options.Validate();
    /// </code>
    /// </example>
    public void Validate() => OptionValidator.Check(this);

    /// <summary>A copy that shares nothing that can change.</summary>
    internal TptOptions Copy()
    {
        var engine = Engine.Copy();
        return this with
        {
            ClassNames = ClassNames is null ? null : [.. ClassNames],
            Prompt = engine.Prompt,
            Views = engine.Views,
            Method = engine.Method,
            Calibration = engine.Calibration,
            Gate = engine.Gate,
            Approximations = engine.Approximations,
            Model = Model is null ? null! : Model with { },
            Images = Images is null ? null! : Images with { },
        };
    }

    /// <summary>The engine's part of the options, shared with these.</summary>
    internal TptClassifierOptions Engine => new() { Prompt = Prompt, Views = Views, Method = Method, Calibration = Calibration, Gate = Gate, Approximations = Approximations };

    /// <summary>The names of the output columns, in order.</summary>
    internal IEnumerable<string> OutputColumnNames() => new[]
    {
        PredictedLabelColumnName, ScoreColumnName, ZeroShotScoreColumnName, EntropyColumnName, ZeroShotEntropyColumnName,
        SelectedViewsColumnName, ContextColumnName, IsAdaptedColumnName,
    }.OfType<string>();

    void IOptionGroup.CheckTogether(string path)
    {
        ((IOptionGroup)Engine).CheckTogether(path);
        if (ClassNames is not null)
        {
            ClassList.Check(ClassNames, nameof(ClassNames));
        }
        if (ModelStorage == TptModelStorage.Embed && Model?.ImageTowerPath is not null)
        {
            throw new ArgumentException($"{path}{nameof(ModelStorage)} is {TptModelStorage.Embed}, but {path}Model.ImageTowerPath is set: a TorchScript file is a program, which a saved model does not carry. Set {nameof(ModelStorage)} to {TptModelStorage.Reference}, or leave it null.", path + nameof(ModelStorage));
        }
        var sources = new object?[] { ClassNames, ClassPromptsColumnName, ClassesFromColumnName }.Count(source => source is not null);
        if (sources != 1)
        {
            throw new ArgumentException(
                Invariant($"The classes must come from exactly one of {nameof(ClassNames)}, {nameof(ClassPromptsColumnName)} and {nameof(ClassesFromColumnName)}, but {sources} of them are set."));
        }
        var twice = OutputColumnNames().GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException($"Two output columns have the name '{Excerpt.Of(twice.Key)}'; each needs its own.");
        }
    }
}
