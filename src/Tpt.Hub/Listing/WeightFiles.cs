using System.Text.RegularExpressions;

namespace Tpt.Hub.Listing;

/// <summary>What the names of files tell about weights. The loader reads the same from them, in Tpt.Engine's WeightNames.</summary>
internal static partial class WeightFiles
{
    /// <summary>How OpenCLIP calls its weights, in the order in which the loader looks for them.</summary>
    public static readonly string[] OpenClip =
    [
        "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_model.safetensors.index.json", "open_clip_pytorch_model.safetensors.index.json",
        "open_clip_pytorch_model.bin", "open_clip_pytorch_model.bin.index.json", "open_clip_model.bin", "open_clip_model.bin.index.json",
    ];

    /// <summary>How Hugging Face's transformers library calls its weights, in the order in which the loader looks for them.</summary>
    public static readonly string[] HuggingFace = ["model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"];

    private static readonly string[] _pickles = [".bin", ".pt", ".pth", ".pth.tar", ".ckpt"];

    public static bool IsSafetensors(string name) => Ends(name, ".safetensors") && !Foreign().IsMatch(name);

    public static bool IsPickle(string name) => _pickles.Any(ending => Ends(name, ending)) && !Foreign().IsMatch(name);

    public static bool IsIndex(string name) => Ends(name, ".json") && name.Contains(".index.", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is one part of several: <c>model-00001-of-00002.safetensors</c>.</summary>
    public static bool IsPart(string name) => Part().IsMatch(name);

    /// <summary>Whether it may hold weights, or names files that do.</summary>
    public static bool IsWeights(string name) => IsSafetensors(name) || IsPickle(name) || IsIndex(name);

    /// <summary>Whether it holds usual weights in another precision, <c>model.fp16.safetensors</c>.</summary>
    public static bool IsVariant(string name) => Variant().IsMatch(name);

    /// <summary>Whether the file is a part of the weights that the index is of.</summary>
    /// <remarks>The index <c>model.safetensors.index.fp16.json</c> has parts such as <c>model.fp16-00001-of-00002.safetensors</c>.</remarks>
    public static bool IsPartOf(string index, string name)
    {
        var at = index.IndexOf(".index.", StringComparison.OrdinalIgnoreCase);
        var (whole, variant) = (index[..at], index[(at + ".index".Length)..^".json".Length]);
        var ending = Path.GetExtension(whole);
        var (stem, last, kind) = (Regex.Escape(whole[..^ending.Length]), Regex.Escape(ending), Regex.Escape(variant));
        return Regex.IsMatch(name, $"^{stem}({kind}-[0-9]+-of-[0-9]+|-[0-9]+-of-[0-9]+{kind}){last}$", RegexOptions.NonBacktracking);
    }

    private static bool Ends(string name, string ending) => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>What trainers and other programs leave in a model's folder: state of the training, adapters, other formats.</summary>
    [GeneratedRegex(@"^(training_args\.bin|(optimizer|scheduler|scaler|rng_state|random_states|adapter_model|openvino_|pytorch_lora_weights|sentencepiece|ggml).*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^(open_clip_)?(pytorch_)?model(\.[A-Za-z]\w*\.safetensors|\.[A-Za-z]\w*\.bin|\.(safetensors|bin)\.index\.\w+\.json|\.[A-Za-z]\w*\.(safetensors|bin)\.index\.json)$")]
    private static partial Regex Variant();

    [GeneratedRegex(@"-\d+-of-\d+\.\w+$")]
    private static partial Regex Part();
}
