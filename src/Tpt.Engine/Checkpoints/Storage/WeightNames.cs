using System.Text.RegularExpressions;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>What the names of files in a model's folder tell.</summary>
internal static partial class WeightNames
{
    public const string Safetensors = ".safetensors";

    /// <summary>How OpenCLIP calls its weights, in the order in which it looks for them: safetensors before pickles.</summary>
    public static readonly string[] OpenClip =
    [
        "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_model.safetensors.index.json", "open_clip_pytorch_model.safetensors.index.json",
        "open_clip_pytorch_model.bin", "open_clip_pytorch_model.bin.index.json", "open_clip_model.bin", "open_clip_model.bin.index.json",
    ];

    /// <summary>How Hugging Face's transformers library calls its weights, in the order in which it looks for them.</summary>
    public static readonly string[] HuggingFace = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    private static readonly string[] _pickles = [".bin", ".pt", ".pth", ".pth.tar", ".ckpt"];

    /// <summary>The names of files as an error lists them.</summary>
    public static string Looked => string.Join(" nor ", ["model.safetensors", "model.safetensors.index.json", "open_clip_model.safetensors", "pytorch_model.bin", "open_clip_pytorch_model.bin"]);

    public static bool IsSafetensors(string name) => HasExtension(name, Safetensors) && !IsOfAnotherProgram(name);

    public static bool IsPickle(string name) => _pickles.Any(extension => HasExtension(name, extension)) && !IsOfAnotherProgram(name);

    /// <summary>Whether a file of that name may hold weights.</summary>
    public static bool IsWeights(string name) => IsSafetensors(name) || IsPickle(name);

    /// <summary>Whether a path without a file at its end was meant as a file.</summary>
    public static bool MeansAFile(string path) => HasExtension(path, Safetensors) || HasExtension(path, ".json") || _pickles.Any(extension => HasExtension(path, extension));

    /// <summary>
    /// Whether the name is that of usual weights in another precision: <c>model.fp16.safetensors</c>, <c>pytorch_model.bin.index.fp16.json</c>.
    /// </summary>
    public static bool IsVariant(string name) => Variant().IsMatch(name);

    /// <summary>Whether the name is that of a part of weights, <c>model-00001-of-00002.safetensors</c>.</summary>
    public static bool IsPart(string name) => Part().IsMatch(name);

    /// <summary>What trainers and other programs leave in a model's folder: state of the training, adapters, other formats.</summary>
    private static bool IsOfAnotherProgram(string name) => Foreign().IsMatch(name);

    private static bool HasExtension(string name, string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(training_args\.bin|(optimizer|scheduler|scaler|rng_state|random_states|adapter_model|openvino_|pytorch_lora_weights|sentencepiece|ggml).*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^(open_clip_)?(pytorch_)?model(\.[A-Za-z]\w*\.safetensors|\.[A-Za-z]\w*\.bin|\.(safetensors|bin)\.index\.\w+\.json|\.[A-Za-z]\w*\.(safetensors|bin)\.index\.json)$")]
    private static partial Regex Variant();

    [GeneratedRegex(@"-\d+-of-\d+\.\w+$")]
    private static partial Regex Part();
}
