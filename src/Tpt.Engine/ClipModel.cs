using System.Globalization;
using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tokenization;
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

    private readonly ClipTokenizer? _tokenizer;
    private readonly ClipNetwork _network;
    private readonly Device _device;
    private bool _disposed;

    private ClipModel(string folder, ClipConfig config, ClipNetwork network, ClipTokenizer? tokenizer, ImagePreprocessing preprocessing, IReadOnlyList<ModelFile> files)
    {
        (Folder, Config, _network, _tokenizer, Preprocessing, Files) = (folder, config, network, tokenizer, preprocessing, files);
        _device = network.LogitScale.device;
    }

    /// <summary>The folder that the model was loaded from; for a file, the folder that it lies in.</summary>
    public string Folder { get; }

    /// <summary>TorchSharp's modules free nothing when they are finalised, so their owner does.</summary>
    ~ClipModel() => _network?.Dispose();

    /// <summary>
    /// The files that this model was loaded from, and no others: the weights with their index, the configuration, the preprocessing and the
    /// tokenizer, each with length and SHA-256 as it was read. What lies on the disk later may be another model.
    /// </summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <summary>The device that every tensor of this model lives on.</summary>
    public Device Device
    {
        get
        {
            ThrowIfDisposed();
            return _device;
        }
    }

    /// <summary>The dtype that the image tower computes in: what became of <see cref="ClipLoadOptions.Precision"/>. The text tower is in 32-bit floats.</summary>
    public ScalarType DType => Network.Images.DType;

    /// <summary>How many views go through the image tower together: what became of <see cref="ClipLoadOptions.ViewChunkSize"/> and <see cref="ClipLoadOptions.MeasureViewChunkSize"/>.</summary>
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

    internal ClipTokenizer Tokenizer => _tokenizer
        ?? throw new InvalidOperationException("This model was loaded without a tokenizer: it reads token ids, but no text.");

    internal ImagePreprocessing Preprocessing { get; }

    /// <summary>One computation at a time: libtorch spreads each over all cores by itself. What reads the network holds it, so that it is not freed meanwhile.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Loads a checkpoint that says all about itself; see <see cref="Load(string, ClipLoadOptions)"/> for the layouts.</summary>
    /// <param name="folder">A folder, or a .safetensors file.</param>
    /// <param name="device">Where the model is to live; <see langword="null"/>: the first CUDA device, or the CPU where there is none.</param>
    /// <returns>The model, in 32-bit floats, whatever the dtype of the stored weights.</returns>
    /// <exception cref="ArgumentException">The path is empty or white space.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or a file of the model is not in the folder.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, the files contradict each other, a weight is not finite or no floating point, or a file was changed meanwhile: the message names file and place.</exception>
    /// <exception cref="IOException">The system cannot read a file; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    /// <example>
    /// <code>
    /// using var clip = ClipModel.Load("models/clip-vit-base-patch16");
    /// Console.WriteLine($"{clip.ImageSize} px, {clip.EmbeddingDimension} features, {clip.ContextLength} tokens");
    /// </code>
    /// </example>
    public static ClipModel Load(string folder, Device? device = null) => Load(folder, new ClipLoadOptions { Device = device });

    /// <summary>Loads a checkpoint.</summary>
    /// <param name="path">
    /// A .safetensors file with the model's other files beside it, or their folder, where model.safetensors,
    /// model.safetensors.index.json (several files), open_clip_model.safetensors and then any only .safetensors file are looked for.
    /// Weights with Hugging Face's names need config.json and preprocessor_config.json. For weights with OpenAI's names, as OpenAI and
    /// OpenCLIP have them, the architecture (vision transformer or ResNet) is read off the shapes with the help of
    /// open_clip_config.json where that is there, and preprocessor_config.json may be missing: CLIP's own preprocessing then. Both
    /// need vocab.json and merges.txt, or tokenizer.json. Storage is in 32-bit floats, 16-bit floats or bfloat16, mixed or not.
    /// </param>
    /// <param name="options">The device, and what the checkpoint does not say.</param>
    /// <returns>The model, in 32-bit floats but for the image tower's <see cref="ClipLoadOptions.Precision"/>, whatever the dtype of the stored weights.</returns>
    /// <exception cref="ArgumentException">The path is empty or white space, the precision cannot be had on the device, or the options contradict each other.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file, or a file of the model is not in the folder.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, the files contradict each other, a weight is not finite or no floating point, or a file was changed meanwhile: the message names file and place.</exception>
    /// <exception cref="IOException">The system cannot read a file; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    /// <example>
    /// <code>
    /// // OpenAI's own weights, with the tokenizer of a Hugging Face folder.
    /// using var clip = ClipModel.Load("models/RN50.safetensors", new ClipLoadOptions { TokenizerFolder = "models/clip-vit-base-patch16" });
    /// </code>
    /// </example>
    public static ClipModel Load(string path, ClipLoadOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        using var checkpoint = ClipCheckpoint.Open(path, options.QuickGelu);
        var folder = ClipCheckpoint.FolderOf(path);
        var tokenizer = options.WithoutTokenizer ? null : LoadTokenizer(options.TokenizerFolder ?? folder, checkpoint);
        var network = LoadNetwork(checkpoint, options);
        try
        {
            return new ClipModel(folder, checkpoint.Config, network, tokenizer, checkpoint.Preprocessing, [.. checkpoint.Weights.Fingerprint(), .. checkpoint.Files.Files]);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Loads the small model that ships with this library (package Tpt.BuiltInModel; its model card says what it is for).</summary>
    /// <param name="device">Where the model is to live; <see langword="null"/>: the first CUDA device, or the CPU where there is none.</param>
    /// <returns>The model, in 32-bit floats.</returns>
    /// <exception cref="DirectoryNotFoundException">The model's files are not beside the application. Where they are, the other errors are those of <see cref="Load(string, ClipLoadOptions)"/>.</exception>
    /// <example>
    /// <code>
    /// using var onTheBestDevice = ClipModel.LoadBuiltIn();
    /// using var onTheCpu = ClipModel.LoadBuiltIn(TorchDevice.Select(TorchDevice.CpuId, fallbackToCpu: false, out _));
    /// </code>
    /// </example>
    public static ClipModel LoadBuiltIn(Device? device = null) => LoadBuiltIn(new ClipLoadOptions { Device = device });

    /// <summary>Loads the small model that ships with this library, with a precision of its own.</summary>
    /// <param name="options">The device and the precision.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">The precision cannot be had on the device.</exception>
    /// <exception cref="DirectoryNotFoundException">The model's files are not beside the application. Where they are, the other errors are those of <see cref="Load(string, ClipLoadOptions)"/>.</exception>
    /// <example>
    /// <code>
    /// using var clip = ClipModel.LoadBuiltIn(new ClipLoadOptions { Precision = TptPrecision.Auto });
    /// Console.WriteLine($"the image tower computes in {clip.DType}");
    /// </code>
    /// </example>
    public static ClipModel LoadBuiltIn(ClipLoadOptions options)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, BuiltInFolder);
        return Directory.Exists(folder)
            ? Load(folder, options)
            : throw new DirectoryNotFoundException(
                $"The built-in model is not at '{folder}'. Reference the package {BuiltInFolder}, which copies it beside the application, or load a model of your own.");
    }

    /// <summary>Frees the weights, once predictions that are being made have come to their end. What is asked of the model afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (_disposed)
            {
                return;
            }
            _disposed = true;
            _network.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    private static ClipTokenizer LoadTokenizer(string folder, ClipCheckpoint checkpoint)
    {
        var vocabulary = BpeVocabulary.Load(folder, checkpoint.Files);
        var size = checkpoint.Config.Text.VocabSize;
        return vocabulary.Size <= size
            ? new ClipTokenizer(vocabulary)
            : throw new InvalidDataException($"'{folder}': the tokenizer has {vocabulary.Size} tokens, but the text tower has a vocabulary of {size}.");
    }

    private static ClipNetwork LoadNetwork(ClipCheckpoint checkpoint, ClipLoadOptions options)
    {
        using var modes = LeafGradients.OwnModes();
        var device = options.Device ?? TorchDevice.Select(null, true, out _);
        var dtype = PrecisionSelection.Select(options.Precision, device);
        var network = ClipNetwork.Empty(checkpoint.Config, device, dtype, options.KeepFloat32);
        try
        {
            CheckpointLoader.Load(network, checkpoint.Weights);
            RequireLogitScale(network.LogitScale.item<float>(), checkpoint.Weights.Description);
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
