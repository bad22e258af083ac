using System.Globalization;
using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Parity.Fixtures;

/// <summary>Compares an architecture and a preprocessing with the fixtures' description of them, key by key.</summary>
internal static class HyperParameters
{
    /// <summary>What differs, one entry a key; empty where nothing does. What the description leaves open (null) is not compared.</summary>
    /// <param name="expected">The description, with <c>embed_dim</c>, <c>activation</c>, <c>vision</c>, <c>text</c> and <c>preprocessing</c>.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="preprocessing">The preprocessing.</param>
    public static IReadOnlyList<string> FaultsOf(JsonElement expected, ClipConfig config, ImagePreprocessing preprocessing)
    {
        var actual = Describe(config, preprocessing);
        return [.. Flatten("", expected)
            .Where(entry => actual.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => $"{entry.Key} is {actual.GetValueOrDefault(entry.Key, "not there")}, expected {entry.Value}")];
    }

    private static Dictionary<string, string> Describe(ClipConfig config, ImagePreprocessing preprocessing)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["embed_dim"] = Text(config.ProjectionDim),
            ["text.context_length"] = Text(config.Text.MaxPositionEmbeddings),
            ["text.vocab_size"] = Text(config.Text.VocabSize),
            ["text.width"] = Text(config.Text.HiddenSize),
            ["text.layers"] = Text(config.Text.NumHiddenLayers),
            ["text.heads"] = Text(config.Text.NumAttentionHeads),
            ["text.mlp_width"] = Text(config.Text.IntermediateSize),
            ["vision.image_size"] = Text(config.Vision.ImageSize),
            ["preprocessing.size"] = Text(preprocessing.CropSize),
            ["preprocessing.resize_mode"] = ModeOf(preprocessing),
            ["preprocessing.interpolation"] = preprocessing.Filter == ResampleFilter.Bicubic ? "bicubic" : "bilinear",
            ["preprocessing.mean"] = string.Join(", ", preprocessing.Mean.Select(Text)),
            ["preprocessing.std"] = string.Join(", ", preprocessing.Std.Select(Text)),
        };
        DescribeVision(all, config);
        return all;
    }

    private static void DescribeVision(Dictionary<string, string> all, ClipConfig config)
    {
        var activation = NameOf(config.Text.HiddenAct);
        switch (config.Vision)
        {
            case ClipVisionConfig vision:
                activation = vision.HiddenAct == config.Text.HiddenAct ? activation : $"{activation} in the text tower and {NameOf(vision.HiddenAct)} in the image tower";
                all["vision.patch_size"] = Text(vision.PatchSize);
                all["vision.width"] = Text(vision.HiddenSize);
                all["vision.layers"] = Text(vision.NumHiddenLayers);
                all["vision.heads"] = Text(vision.NumAttentionHeads);
                all["vision.mlp_width"] = Text(vision.IntermediateSize);
                break;
            case ModifiedResNetConfig resNet:
                all["vision.width"] = Text(resNet.Width);
                all["vision.layers"] = string.Join(", ", resNet.Layers.Select(layers => Text(layers)));
                all["vision.heads"] = Text(resNet.NumAttentionHeads);
                break;
            case ScriptedTowerConfig scripted:
                all["vision.torchscript"] = Path.GetFileName(scripted.Path);
                break;
        }
        all["activation"] = activation;
    }

    private static string ModeOf(ImagePreprocessing preprocessing) => preprocessing.ResizeEdge is null ? "none" : preprocessing.ResizeMode switch
    {
        ResizeMode.Shortest => "shortest",
        ResizeMode.Longest => "longest",
        ResizeMode.Squash => "squash",
        var other => other.ToString(),
    };

    private static string NameOf(ClipActivation activation) => activation switch
    {
        ClipActivation.QuickGelu => "quick_gelu",
        ClipActivation.Gelu => "gelu",
        _ => activation.ToString(),
    };

    /// <summary>Every value behind its path of keys; those that are null are left out.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Flatten(string prefix, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Flatten(prefix.Length == 0 ? property.Name : $"{prefix}.{property.Name}", property.Value)),
        JsonValueKind.Null => [],
        JsonValueKind.Array => [new(prefix, string.Join(", ", element.EnumerateArray().Select(item => Text(item.GetSingle()))))],
        JsonValueKind.Number => [new(prefix, Text(element.GetSingle()))],
        _ => [new(prefix, element.ToString())],
    };

    /// <summary>As 32-bit floats, which sizes are exact in and channels are stored in.</summary>
    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
