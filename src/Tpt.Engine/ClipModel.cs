using System.Globalization;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tokenization;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine;

/// <summary>A CLIP model: image tower, text tower, tokenizer and preprocessing, frozen, on one device.</summary>
/// <remarks>Safe for use by many classifiers on many threads; dispose of it when the last of them is gone.</remarks>
/// <example>
/// <code>
/// using var clip = ClipModel.LoadBuiltIn();
/// using var classifier = new TptClassifier(clip, ["cat", "dog"]);
/// TptPrediction prediction = classifier.Predict(image);
/// Console.WriteLine($"{classifier.ClassNames[prediction.PredictedIndex]}, on {clip.Device} in {clip.DType}");
/// </code>
/// </example>
public sealed class ClipModel : IDisposable
{
    private const string BuiltInFolder = "Tpt.BuiltInModel";

    private readonly ITextTokenizer? _tokenizer;
    private readonly ClipNetwork _network;
    private readonly Device _device;
    private readonly object _uses = new();
    private int _useCount;
    private volatile bool _disposed;

    internal ClipModel(string folder, ClipConfig config, ClipNetwork network, ITextTokenizer? tokenizer, ImagePreprocessing preprocessing, IReadOnlyList<ModelFile> files)
    {
        (Folder, Config, _network, _tokenizer, Preprocessing, Files) = (folder, config, network, tokenizer, preprocessing, files);
        _device = network.LogitScale.device;
        network.Warn = sentence => Warned?.Invoke(sentence);
        Architecture = ModelArchitecture.Of(config, network);
    }

    /// <summary>The folder that the model was loaded from; for a file, the folder that it lies in.</summary>
    public string Folder { get; }

    /// <summary>TorchSharp's modules free nothing when they are finalised, so their owner does.</summary>
    ~ClipModel()
    {
        _network?.Dispose();
        TensorFloat32?.Dispose();
    }

    /// <summary>
    /// The files that this model was loaded from, and no others: the weights with their index, a TorchScript file in place of the image tower, the configuration, the
    /// preprocessing and the tokenizer, each with length and SHA-256 as it was read. What lies on the disk later may be another model.
    /// </summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <summary>
    /// Is told in a sentence when the device's memory has run out, and that the work goes on with fewer views or prompts at a time: then scores may
    /// differ in their last digits. It is called on the thread that scores.
    /// </summary>
    /// <example>
    /// <code>
    /// using var clip = ClipModel.LoadBuiltIn();
    /// clip.Warned += Console.Error.WriteLine;
    /// </code>
    /// </example>
    public event Action<string>? Warned;

    /// <summary>The sizes of both towers, the family, and how the weights are stored.</summary>
    public ModelArchitecture Architecture { get; private init; }

    /// <summary>The device that every tensor of this model lives on.</summary>
    public Device Device
    {
        get
        {
            ThrowIfDisposed();
            return _device;
        }
    }

    /// <summary>The dtype that the image tower computes in: what became of <see cref="ApproximationOptions.Precision"/>. The text tower is in 32-bit floats.</summary>
    public ScalarType DType => Network.Images.DType;

    /// <summary>How many views go through the image tower together: what became of <see cref="ModelOptions.ViewChunkSize"/> and <see cref="ModelOptions.MeasureViewChunkSize"/>.</summary>
    public int ViewChunkSize => Network.ViewChunkSize;

    /// <summary>The most tokens that the text tower reads, start and end included.</summary>
    public int ContextLength => Config.Text.MaxPositionEmbeddings;

    /// <summary>The length of image and text features.</summary>
    public int EmbeddingDimension => Config.ProjectionDim;

    /// <summary>The width and height of the images that the image tower reads, in pixels.</summary>
    public int ImageSize => Config.Vision.ImageSize;

    /// <summary>The prompt that the model was made for, with <c>{0}</c> for the class name; <see langword="null"/> where it does not say.</summary>
    public string? RecommendedPromptTemplate => Config.PromptTemplate;

    internal ClipConfig Config { get; }

    internal ClipNetwork Network
    {
        get
        {
            ThrowIfDisposed();
            return _network;
        }
    }

    internal ITextTokenizer Tokenizer => _tokenizer
        ?? throw new InvalidOperationException("This model was loaded without a tokenizer: it reads token ids, but no text.");

    /// <summary>How an image becomes the model's input: with its mean and standard deviation, views are pictures again.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>What prompts are read with.</summary>
    internal TextSide Text => new(Network, Tokenizer, ContextLength, Config.Text.HiddenSize, ClassChunkSize);

    /// <summary>How many prompts go through the text tower together; null to choose by sizes.</summary>
    internal int? ClassChunkSize { get; private init; }

    /// <summary>The hub id of which more is known than the files say; null where there is none.</summary>
    internal string? HubId { get; private init; }

    /// <summary>Why the model is on the CPU although a GPU was asked for; null where it is where it was asked for.</summary>
    internal string? FallbackReason { get; private init; }

    /// <summary>What holds libtorch's switch for the products of a model on a GPU; null on a CPU.</summary>
    internal TensorFloat32? TensorFloat32 { get; init; }

    /// <summary>One image at a time: libtorch spreads each over all cores by itself.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The thread that images are scored on.</summary>
    internal ScoringThread Scoring { get; } = new(ScoringThread.IdleTime);

    /// <summary>Loads a checkpoint that says all about itself; see <see cref="Load(ModelOptions, ApproximationOptions)"/> for the layouts and the errors.</summary>
    /// <param name="path">A folder, or a file of weights with the model's other files beside it.</param>
    /// <returns>The model, in 32-bit floats, whatever the dtype of the stored weights.</returns>
    /// <exception cref="ArgumentException">The path is empty or white space.</exception>
    /// <example>
    /// <code>
    /// using var clip = ClipModel.Load("models/clip-vit-base-patch16");
    /// Console.WriteLine($"{clip.ImageSize} px, {clip.EmbeddingDimension} features, {clip.ContextLength} tokens");
    /// </code>
    /// </example>
    public static ClipModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return Load(new ModelOptions { Path = path });
    }

    /// <summary>Loads the small model that ships with this library (package Tpt.BuiltInModel; its model card says what it is for).</summary>
    /// <returns>The model, in 32-bit floats.</returns>
    /// <exception cref="DirectoryNotFoundException">The model's files are not beside the application.</exception>
    /// <example>
    /// <code>
    /// using var onTheBestDevice = ClipModel.LoadBuiltIn();
    /// using var onTheCpu = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
    /// </code>
    /// </example>
    public static ClipModel LoadBuiltIn() => Load(new ModelOptions());

    /// <summary>Loads a checkpoint.</summary>
    /// <remarks>
    /// <para>
    /// The path names a file of weights with the model's other files beside it, or their folder. Weights are safetensors or what PyTorch saves
    /// (.bin, .pt, .pth; also OpenAI's TorchScript archives), in one file or, with an index, in several. PyTorch's files are read as tensors:
    /// nothing in them is run. In a folder with open_clip_config.json OpenCLIP's names of files come first, elsewhere Hugging Face's;
    /// safetensors come before PyTorch's files. Storage is in 64-bit, 32-bit or 16-bit floats or bfloat16, mixed or not.
    /// </para>
    /// <para>
    /// The names of the tensors say which layout it is. Weights with Hugging Face's names need config.json, whose <c>model_type</c> is clip,
    /// metaclip_2 or siglip, and preprocessor_config.json, or processor_config.json as transformers 5 writes it. For weights with OpenAI's names,
    /// as OpenAI and OpenCLIP have them, sizes are read off the shapes (vision transformer or ResNet), and open_clip_config.json beside them says
    /// the rest. OpenAI's own need no such file. Others without it need <see cref="ModelOptions.Pretrained"/>, or
    /// <see cref="ModelOptions.QuickGelu"/> and a preprocessor_config.json: what no file says is asked for, not guessed. A key that changes
    /// what the model computes, and that is not supported, is an error that names it. Where open_clip_config.json has another image size than
    /// the weights, their positions are interpolated as OpenCLIP does it.
    /// </para>
    /// <para>CLIP's tokenizer is vocab.json with merges.txt, or tokenizer.json, in the folder or in <see cref="ModelOptions.TokenizerFolder"/>.</para>
    /// <para>The text tower is in 32-bit floats always, the image tower in the precision of the approximations.</para>
    /// </remarks>
    /// <param name="options">The path, the device, and what the checkpoint does not say.</param>
    /// <param name="approximations">
    /// Those of the classifiers to come: <see cref="ApproximationOptions.Precision"/> is what the image tower is loaded in, and with an
    /// <see cref="ApproximationOptions.ExactMargin"/> it is kept in 32-bit floats too. <see langword="null"/>: none.
    /// </param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, no weights are known under the name in <see cref="ModelOptions.Pretrained"/>, or the precision cannot be had on the device.</exception>
    /// <exception cref="DllNotFoundException">The application references no libtorch package for this platform, or the system cannot load it; the message says what to do.</exception>
    /// <exception cref="InvalidOperationException">The GPU that was asked for is not there, and <see cref="ModelOptions.FallbackToCpu"/> is not set; or one model on a GPU is to use <see cref="TptPrecision.TensorFloat32"/> and another one is not.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or the model of that id is not in the hub's cache and <see cref="ModelOptions.Download"/> is not set.</exception>
    /// <exception cref="Tpt.Hub.HubException">The model could not be downloaded; the message says what to do.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or a file of the model is not in the folder.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, is of a model that is not supported, the files contradict each other or <see cref="ModelOptions.Pretrained"/>, something that must be known is not said, a weight is not finite or no floating point, or a file was changed meanwhile: the message names file and place, and what to do.</exception>
    /// <exception cref="IOException">The system cannot read a file; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    /// <example>
    /// <code>
    /// // OpenAI's own weights, with the tokenizer of a Hugging Face folder.
    /// using var clip = ClipModel.Load(new ModelOptions { Path = "models/RN50.safetensors", TokenizerFolder = "models/clip-vit-base-patch16" });
    /// Console.WriteLine($"on {clip.Device} in {clip.DType}");
    /// </code>
    /// </example>
    public static ClipModel Load(ModelOptions options, ApproximationOptions? approximations = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionValidator.Check(options);
        var allowed = approximations ?? ApproximationOptions.None;
        OptionValidator.Check(allowed, "Approximations.");
        options = ModelPath.Find(options);
        var path = options.Path ?? BuiltInPath();
        var device = TorchDevice.Select(options.GpuDeviceId, options.FallbackToCpu ?? false, out var fallbackReason);
        using var checkpoint = ClipCheckpoint.Open(new CheckpointRequest(path) { QuickGelu = options.QuickGelu, Pretrained = options.Pretrained, ImageTowerPath = options.ImageTowerPath, HubId = options.HubId });
        var folder = ClipCheckpoint.FolderOf(path);
        var tokenizer = options.WithoutTokenizer ? null : TextTokenizers.Load(checkpoint.Config, options.TokenizerFolder ?? folder, checkpoint.Files, checkpoint.ReadsVocabularyAlone);
        ModelFit.Check(checkpoint.Config.Vision, allowed);
        using var program = checkpoint.Config.Vision is ScriptedTowerConfig scripted ? ScriptedTowerFile.Open(scripted.Path) : null;
        var tensorFloat32 = device.type == DeviceType.CUDA ? Devices.TensorFloat32.Use(allowed.Precision == TptPrecision.TensorFloat32) : null;
        ClipNetwork? network = null;
        try
        {
            network = LoadNetwork(checkpoint, options, allowed, device);
            ModelFile[] ofProgram = program is null ? [] : [program.Fingerprint()];
            return new ClipModel(folder, checkpoint.Config, network, tokenizer, checkpoint.Preprocessing, [.. checkpoint.Weights.Fingerprint(), .. ofProgram, .. checkpoint.Files.Files])
            {
                Architecture = ModelArchitecture.Of(checkpoint.Config, network) with { Layout = checkpoint.Layout, StoredTypes = ModelArchitecture.TypesOf(checkpoint.Weights) },
                ClassChunkSize = options.ClassChunkSize,
                HubId = options.HubId ?? PublishedHubId(folder),
                FallbackReason = fallbackReason,
                TensorFloat32 = tensorFloat32,
            };
        }
        catch
        {
            network?.Dispose();
            tensorFloat32?.Dispose();
            throw;
        }
    }

    /// <summary>Frees the weights, once predictions that are being made and classifiers that are being prepared have come to their end. Not to be called from a callback of these. What is asked of the model afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (_uses)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            while (_useCount > 0)
            {
                Monitor.Wait(_uses);
            }
        }
        _network.Dispose();
        TensorFloat32?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the weights until what is returned is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    internal ModelUse Use()
    {
        lock (_uses)
        {
            ThrowIfDisposed();
            _useCount++;
        }
        return new ModelUse(this);
    }

    internal void EndUse()
    {
        lock (_uses)
        {
            if (--_useCount == 0)
            {
                Monitor.PulseAll(_uses);
            }
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    private static string? PublishedHubId(string folder)
        => PretrainedTags.HubIdOf(folder) is var id && PretrainedTags.OfHubId(id).Count > 0 ? id : null;

    private static string BuiltInPath()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, BuiltInFolder);
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException(
                $"The built-in model is not at '{folder}'. Reference the package {BuiltInFolder}, which copies it beside the application, or load a model of your own.");
    }

    private static ClipNetwork LoadNetwork(ClipCheckpoint checkpoint, ModelOptions options, ApproximationOptions approximations, Device device)
    {
        using var modes = LeafGradients.OwnModes();
        var dtype = PrecisionSelection.Select(approximations.Precision, device);
        var network = ClipNetwork.Empty(checkpoint.Config, device, dtype, keepFloat32: approximations.ExactMargin > 0);
        try
        {
            CheckpointLoader.Load(network, checkpoint.Weights);
            RequireLogitScale((float)HostCopy.Number(network.LogitScale), checkpoint.Weights.Description);
            network.eval();
            network.ViewChunkSize = options.ViewChunkSize ?? ViewChunkSizing.Automatic(checkpoint.Config.Vision, device.type);
            if (options.MeasureViewChunkSize)
            {
                network.ViewChunkSize = ViewChunkSizing.Measure(network.Images, checkpoint.Config.Vision.ImageSize, device);
            }
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return network;
    }

    /// <summary>Logits are cosine similarities times <c>exp(logit_scale)</c>. CLIP's own training keeps that below 100.</summary>
    private static void RequireLogitScale(float logitScale, string weights)
    {
        if (!float.IsFinite(MathF.Exp(logitScale)))
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{weights}': logit_scale is {logitScale}, and exp(logit_scale) is beyond a 32-bit float. CLIP's is at most ln 100 = 4.6."));
        }
    }
}
