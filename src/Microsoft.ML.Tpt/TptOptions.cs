using System.Text.Json.Serialization;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>
/// The settings of <see cref="TptCatalog.TestTimePromptTuning(TransformsCatalog, TptOptions)"/>: those of the method, inherited
/// from <see cref="TptClassifierOptions"/>, and those of the ML.NET component.
/// </summary>
/// <remarks>
/// The classes come from exactly one of <see cref="ClassNames"/>, <see cref="ClassPromptsColumnName"/> and
/// <see cref="LabelColumnName"/>.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptOptions
/// {
///     ClassNames = ["cat", "dog", "horse"],
///     ZeroShotScoreColumnName = "ZeroShotScore",
///     Views = 32,
/// };
/// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
///     .Append(mlContext.Transforms.TestTimePromptTuning(options));
/// </code>
/// </example>
public sealed class TptOptions : TptClassifierOptions
{
    /// <summary>The names of the classes: 1 to 100,000, none blank or longer than 1,000 characters, no two the same. Their order is that of the scores.</summary>
    /// <value>The default is <see langword="null"/>: the classes come from a column.</value>
    [JsonIgnore]
    public IReadOnlyList<string>? ClassNames;

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
    public string? ClassPromptsColumnName;

    /// <summary>
    /// A label column of key type with text key values, which become the class names when the estimator is fitted, in the order
    /// of the keys. It is not needed for scoring.
    /// </summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? LabelColumnName;

    /// <summary>
    /// The input column: an <see cref="Data.MLImage"/>, as <c>LoadImages</c> gives, or a vector of bytes with an encoded image
    /// file, as <c>LoadRawImageBytes</c> gives.
    /// </summary>
    /// <remarks>
    /// Encoded files are decoded as the reference implementation does: colours as stored, no colour management, alpha by
    /// <see cref="TptClassifierOptions.Alpha"/>. The formats are JPEG, PNG, GIF, BMP and WebP; of an animated file the first frame is read.
    /// In a GIF, transparent pixels and what the first frame does not cover are black; <see cref="AlphaHandling.CompositeOnWhite"/> makes
    /// them white. ML.NET decodes to premultiplied alpha, so in an image column the colour of a
    /// transparent pixel is known to fewer bits, and not at all where it is fully transparent. A row whose image is null or empty,
    /// or whose bytes do not decode, gets the missing key and NaN scores, and a warning in the log. A file that <c>LoadImages</c>
    /// cannot read is an error of that stage; it names the row and surfaces when that row is read.
    /// </remarks>
    /// <value>The default is <c>"Image"</c>.</value>
    public string ImageColumnName = "Image";

    /// <summary>The output column with the predicted class: a key whose values are the class names; 0, missing, for a row without a usable image.</summary>
    /// <value>The default is <c>"PredictedLabel"</c>.</value>
    public string OutputColumnName = "PredictedLabel";

    /// <summary>The output column with the class probabilities, <c>[classes]</c>, slot names the class names; NaN for a row without a usable image.</summary>
    /// <value>The default is <c>"Score"</c>.</value>
    public string ScoreColumnName = "Score";

    /// <summary>The output column with the class probabilities before adaptation, <c>[classes]</c>, slot names the class names.</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    public string? ZeroShotScoreColumnName;

    /// <summary>The output column with the entropy of the class probabilities, in nats, in [0, ln(classes)].</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    public string? EntropyColumnName;

    /// <summary>The output column with the entropy of the class probabilities before adaptation, in nats, in [0, ln(classes)].</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    public string? ZeroShotEntropyColumnName;

    /// <summary>
    /// The output column with the indices of the confident views, most confident first, <c>[selected views]</c>; 0 is the centre
    /// view, and -1 fills a row without a usable image.
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
    public string? SelectedViewsColumnName;

    /// <summary>The output column with the tuned context vectors of the prompt, <c>[tokens, width]</c>.</summary>
    /// <value>The default is <see langword="null"/>: not emitted.</value>
    public string? ContextColumnName;

    /// <summary>
    /// The folder of a CLIP model, in one of the layouts of <see cref="ClipModel.Load(string, ClipLoadOptions)"/>, or the .safetensors
    /// file in it that is meant, or the id of a model on the Hugging Face hub, <c>org/name</c>.
    /// </summary>
    /// <remarks>
    /// A relative path is looked up in the current directory and then in the directory that the environment variable
    /// <c>TPT_MODEL_CACHE</c> names. Where it is in neither and has the form of an id, it is looked up in the local cache of the hub
    /// (<c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c>, else <c>huggingface/hub</c> in <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>): the revision that the cache has
    /// for the main branch, else the newest. Nothing is downloaded; the command <c>hf download org/name</c> does that.
    /// </remarks>
    /// <value>The default is <see langword="null"/>: the built-in model.</value>
    /// <example>
    /// <code>
    /// // Once, on the command line: hf download openai/clip-vit-base-patch16
    /// var options = new TptOptions { ClassNames = classNames, ModelPath = "openai/clip-vit-base-patch16" };
    /// </code>
    /// </example>
    public string? ModelPath;

    /// <summary>
    /// The folder with vocab.json and merges.txt, or tokenizer.json, where they are not beside the weights: OpenAI's and OpenCLIP's
    /// come without them. Looked up as <see cref="ModelPath"/> is, hub ids included; a saved transformer embeds or references it
    /// with the model. Not for the built-in model.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the folder of the weights.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions
    /// {
    ///     ClassNames = classNames,
    ///     ModelPath = "models/RN50.safetensors",
    ///     TokenizerFolder = "openai/clip-vit-base-patch16",
    /// };
    /// </code>
    /// </example>
    public string? TokenizerFolder;

    /// <summary>
    /// Whether the activation of the towers is QuickGELU rather than GELU; see <see cref="ClipLoadOptions.QuickGelu"/>. It goes before
    /// what the checkpoint says. Not for the built-in model.
    /// </summary>
    /// <value>The default is <see langword="null"/>: as the checkpoint says, and an error where it does not.</value>
    public bool? QuickGelu;

    /// <summary>What the image tower computes in.</summary>
    /// <remarks>
    /// It is saved with a model as it is here: a transformer saved with <see cref="TptPrecision.Auto"/> chooses again on the machine
    /// that loads it, so its scores may differ there in their last digits, and one saved with <see cref="TptPrecision.Float16"/>
    /// cannot be loaded on a CPU. With <see cref="TptPrecision.Float32"/> neither happens. With an
    /// <see cref="TptClassifierOptions.ExactMargin"/> above 0, the image tower is kept in 32-bit floats too.
    /// </remarks>
    /// <value>The default is <see cref="TptPrecision.Float32"/>.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, Precision = TptPrecision.Auto };
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);   // the log says what Auto came to
    /// </code>
    /// </example>
    public TptPrecision Precision = TptPrecision.Float32;

    /// <summary>How many views go through the image tower together; see <see cref="ClipLoadOptions.ViewChunkSize"/>. In [1, 4096].</summary>
    /// <value>The default is <see langword="null"/>: chosen from the sizes of the model.</value>
    public int? ViewChunkSize;

    /// <summary>
    /// Whether the fastest <see cref="ViewChunkSize"/> on this machine is looked for while the model is loaded; see
    /// <see cref="ClipLoadOptions.MeasureViewChunkSize"/>. The transformer's options, and with them a saved model, have the number that was found,
    /// so that scores are the same wherever it is loaded on a machine of that kind.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, Precision = TptPrecision.Auto, MeasureViewChunkSize = true };
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);
    /// Console.WriteLine($"{transformer.Options.ViewChunkSize} views at a time");
    /// </code>
    /// </example>
    public bool MeasureViewChunkSize;

    /// <summary>How a saved transformer holds the CLIP model.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="TptModelStorage.Embed"/> for the built-in model, else <see cref="TptModelStorage.Reference"/>.</value>
    public TptModelStorage? ModelStorage;

    /// <summary>The most pixels, width times height, of an image. A larger one is no usable image. In [1, 536,870,911].</summary>
    /// <remarks>
    /// Files of up to 2^25 (33,554,432) pixels are decoded whole. Larger ones are decoded at half, a third or less of their sides, so
    /// that they have 2^23 pixels or more. The smallest random crop, 8 % of the area, still has ten times the pixels of a view.
    /// Progressive JPEG, interlaced PNG, GIF, run-length BMP and lossless or animated WebP are in memory as a whole all the same. Above
    /// 2^25 pixels such a file may take 1.5 bytes times this limit, 268 MB at the default. Where it needs more it is no usable image:
    /// scale it down, or save it as baseline JPEG.
    /// </remarks>
    /// <value>The default is 178,956,970, the limit of Pillow, the reference's decoder: <c>2 * (1024 * 1024 * 1024 // 4 // 3)</c>.</value>
    public long MaxImagePixels = ImageDecoderOptions.DefaultMaxPixels;

    /// <summary>The number of rows in one call of the engine. A row's scores do not depend on it, unless <see cref="TptClassifierOptions.ShareTextPasses"/> is on. In [1, 1024], and what the memory holds.</summary>
    /// <remarks>While the engine works, the views of the next batch are made on other threads, so the views of two batches are in memory.</remarks>
    /// <value>The default is 4: the views of one image already fill a device; more rows cost memory (64 views of 224 x 224 pixels take 39 MB).</value>
    public int BatchSize = 4;

    /// <summary>Whether the EXIF orientation of an image is applied, from JPEG, PNG and WebP files. It needs a column of encoded files: an image column no longer has it.</summary>
    /// <value>The default is <see langword="false"/>, as in the reference.</value>
    public bool ApplyExifOrientation;

    /// <summary>The GPU to compute on, from 0; -1 is the CPU. Not saved with a model.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="MLContext.GpuDeviceId"/>, and where that is null too, the first GPU if there is one, else the CPU.</value>
    /// <example>
    /// <code>
    /// var options = new TptOptions { ClassNames = classNames, GpuDeviceId = 0, FallbackToCpu = true };
    /// mlContext.Log += (_, entry) => Console.WriteLine(entry.Message);   // device, dtype, and why the CPU where it is the CPU
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(options).Fit(data);
    /// </code>
    /// </example>
    [JsonIgnore]
    public int? GpuDeviceId;

    /// <summary>Whether the CPU takes over where the GPU that was asked for cannot be used; a warning in the log gives the reason. Not saved with a model.</summary>
    /// <value>The default is <see langword="null"/>: <see cref="MLContext.FallbackToCpu"/>.</value>
    [JsonIgnore]
    public bool? FallbackToCpu;

    /// <summary>Hears how far each pass over the data has come, after every batch. Not saved with a model.</summary>
    /// <value>The default is <see langword="null"/>: nobody.</value>
    [JsonIgnore]
    public IProgress<TptProgress>? Progress;

    /// <summary>Stops fitting and scoring, which then throw <see cref="OperationCanceledException"/>. Checked at every row. Not saved with a model.</summary>
    /// <value>The default is a token that is never cancelled.</value>
    [JsonIgnore]
    public CancellationToken CancellationToken;

    private const int LargestBatch = 1024;

    internal TptOptions Clone() => (TptOptions)MemberwiseClone();

    /// <summary>The names of the output columns, in order.</summary>
    internal IEnumerable<string> OutputColumnNames() => new[]
    {
        OutputColumnName, ScoreColumnName, ZeroShotScoreColumnName, EntropyColumnName, ZeroShotEntropyColumnName,
        SelectedViewsColumnName, ContextColumnName,
    }.OfType<string>();

    internal void Check()
    {
        Validate();
        if (ClassNames is not null) ClassList.Check(ClassNames, nameof(ClassNames));
        var sources = new object?[] { ClassNames, ClassPromptsColumnName, LabelColumnName }.Count(source => source is not null);
        if (sources != 1)
            throw new ArgumentException($"The classes must come from exactly one of {nameof(ClassNames)}, {nameof(ClassPromptsColumnName)} and {nameof(LabelColumnName)}, but {sources} of them are set.");
        OptionCheck.Short(nameof(ModelPath), ModelPath);
        OptionCheck.Short(nameof(TokenizerFolder), TokenizerFolder);
        foreach (var (option, name) in ColumnNames()) OptionCheck.Short(option, name);
        CheckColumnName(ImageColumnName, nameof(ImageColumnName));
        CheckColumnName(OutputColumnName, nameof(OutputColumnName));
        CheckColumnName(ScoreColumnName, nameof(ScoreColumnName));
        var twice = OutputColumnNames().GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Two output columns have the name '{Excerpt.Of(twice.Key)}'; each needs its own.");
        if (OutputColumnNames().Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("The name of an output column must not be blank; null turns an optional one off.");
        OptionCheck.Within(nameof(MaxImagePixels), MaxImagePixels, 1, ImageDecoderOptions.LargestMaxPixels, "its four bytes a pixel are one array");
        OptionCheck.Within(nameof(BatchSize), BatchSize, 1, LargestBatch, "the views of two batches are in memory");
        OptionCheck.Within(nameof(ViewChunkSize), ViewChunkSize, 1, ClipLoadOptions.MostViewsTogether, "an image has no more views; null chooses");
        if (ViewChunkSize is not null && MeasureViewChunkSize)
            throw new ArgumentException($"{nameof(ViewChunkSize)} is {ViewChunkSize}, so there is nothing for {nameof(MeasureViewChunkSize)} to find; set one of them.");
        OptionCheck.Require(GpuDeviceId is null or >= -1, nameof(GpuDeviceId), GpuDeviceId, "-1 (the CPU) or a GPU's number, from 0");
        OptionCheck.Defined(nameof(Precision), Precision);
        if (ModelPath is not null && string.IsNullOrWhiteSpace(ModelPath))
            throw new ArgumentException($"{nameof(ModelPath)} is blank; it must be a path or hub id, or null for the built-in model.");
        if (ModelPath is null && (TokenizerFolder is not null || QuickGelu is not null))
            throw new ArgumentException($"{(TokenizerFolder is not null ? nameof(TokenizerFolder) : nameof(QuickGelu))} is set, but {nameof(ModelPath)} is null: the built-in model has its own.");
        if (TokenizerFolder is not null && string.IsNullOrWhiteSpace(TokenizerFolder))
            throw new ArgumentException($"{nameof(TokenizerFolder)} is blank; it must be a folder or hub id, or null for the folder of the weights.");
        if (ModelStorage is { } storage) OptionCheck.Defined(nameof(ModelStorage), storage);
    }

    private IEnumerable<(string Option, string? Name)> ColumnNames() =>
    [
        (nameof(ImageColumnName), ImageColumnName), (nameof(OutputColumnName), OutputColumnName), (nameof(ScoreColumnName), ScoreColumnName),
        (nameof(ZeroShotScoreColumnName), ZeroShotScoreColumnName), (nameof(EntropyColumnName), EntropyColumnName),
        (nameof(ZeroShotEntropyColumnName), ZeroShotEntropyColumnName), (nameof(SelectedViewsColumnName), SelectedViewsColumnName),
        (nameof(ContextColumnName), ContextColumnName), (nameof(ClassPromptsColumnName), ClassPromptsColumnName), (nameof(LabelColumnName), LabelColumnName),
    ];

    private static void CheckColumnName(string? name, string option)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException($"{option} must not be blank.");
    }
}
