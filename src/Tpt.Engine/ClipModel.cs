using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Engine;

/// <summary>A CLIP model: image tower, text tower, tokenizer and preprocessing, frozen, on one device.</summary>
/// <remarks>Safe for use by many classifiers on many threads; dispose of it when the last of them is gone.</remarks>
public sealed class ClipModel : IDisposable
{
    private const string BuiltInFolder = "Tpt.BuiltInModel";
    private const string ConfigFile = "config.json";
    private const string PreprocessorFile = "preprocessor_config.json";
    private const string WeightsFile = "model.safetensors";

    private ClipModel(string folder, ClipConfig config, ClipNetwork network, ClipTokenizer tokenizer, ImagePreprocessing preprocessing)
    {
        (Folder, Config, Network, Tokenizer, Preprocessing) = (folder, config, network, tokenizer, preprocessing);
    }

    /// <summary>The folder that the model was loaded from.</summary>
    public string Folder { get; }

    /// <summary>The device that every tensor of this model lives on.</summary>
    public Device Device => Network.LogitScale.device;

    /// <summary>The dtype that the towers compute in.</summary>
    public ScalarType DType => Network.LogitScale.dtype;

    /// <summary>The most tokens that the text tower reads, start and end included.</summary>
    public int ContextLength => Config.Text.MaxPositionEmbeddings;

    /// <summary>The length of image and text features.</summary>
    public int EmbeddingDimension => Config.ProjectionDim;

    /// <summary>The width and height of the images that the image tower reads, in pixels.</summary>
    public int ImageSize => Config.Vision.ImageSize;

    /// <summary>The prompt that the model was made for, with <c>{0}</c> for the class name; <see langword="null"/> where it does not say.</summary>
    public string? RecommendedPromptTemplate => Config.PromptTemplate;

    internal ClipConfig Config { get; }

    internal ClipNetwork Network { get; }

    internal ClipTokenizer Tokenizer { get; }

    internal ImagePreprocessing Preprocessing { get; }

    /// <summary>One computation at a time: libtorch spreads each over all cores by itself.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Loads a Hugging Face CLIPModel folder.</summary>
    /// <param name="folder">
    /// A folder with config.json, model.safetensors, vocab.json and merges.txt (or tokenizer.json), and preprocessor_config.json.
    /// </param>
    /// <param name="device">Where the model is to live; <see langword="null"/>: the first CUDA device, or the CPU where there is none.</param>
    /// <returns>The model, in 32-bit floats, whatever the dtype of the stored weights.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file of the model is not in the folder.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should, or the weights do not fit the configuration.</exception>
    public static ClipModel Load(string folder, Device? device = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no model folder '{folder}'.");
        }
        var config = ClipConfigReader.Read(RequireFile(folder, ConfigFile));
        var preprocessing = ImagePreprocessing.FromJson(RequireFile(folder, PreprocessorFile));
        if (preprocessing.CropSize != config.Vision.ImageSize)
        {
            throw new InvalidDataException($"'{folder}': {PreprocessorFile} crops to {preprocessing.CropSize} px, but {ConfigFile} has images of {config.Vision.ImageSize} px.");
        }
        var weights = RequireFile(folder, WeightsFile);
        var tokenizer = new ClipTokenizer(BpeVocabulary.Load(folder));
        if (tokenizer.VocabularySize > config.Text.VocabSize)
        {
            throw new InvalidDataException($"'{folder}': the tokenizer has {tokenizer.VocabularySize} tokens, but {ConfigFile} has a vocabulary of {config.Text.VocabSize}.");
        }
        return new ClipModel(folder, config, LoadNetwork(config, weights, device), tokenizer, preprocessing);
    }

    /// <summary>Loads the small model that ships with this library (package Tpt.BuiltInModel; its model card says what it is for).</summary>
    /// <param name="device">Where the model is to live; <see langword="null"/>: the first CUDA device, or the CPU where there is none.</param>
    /// <exception cref="DirectoryNotFoundException">The model's files are not beside the application.</exception>
    public static ClipModel LoadBuiltIn(Device? device = null)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, BuiltInFolder);
        return Directory.Exists(folder)
            ? Load(folder, device)
            : throw new DirectoryNotFoundException(
                $"The built-in model is not at '{folder}'. Reference the package {BuiltInFolder}, which copies it beside the application, or load a model of your own.");
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Network.Dispose();

    private static string RequireFile(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"'{folder}' is not a Hugging Face CLIPModel folder: it has no {name}.", path);
    }

    private static ClipNetwork LoadNetwork(ClipConfig config, string weights, Device? device)
    {
        using var source = SafetensorsFile.Open(weights);
        var network = new ClipNetwork(config);
        try
        {
            CheckpointLoader.Load(network, source);
            foreach (var parameter in network.parameters())
            {
                parameter.requires_grad = false;
            }
            network.eval();
            network.to(device ?? TorchDevice.Select(null, true, out _));
        }
        catch
        {
            network.Dispose();
            throw;
        }
        return network;
    }
}
