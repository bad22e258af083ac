using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Two small architectures with seeded weights, and the files of their checkpoints.</summary>
internal static class TinyModel
{
    /// <summary>Every number that a mistake could swap with another differs: layers, heads, widths.</summary>
    public static ClipConfig VisionTransformer { get; } = new()
    {
        ProjectionDim = 24,
        Text = new ClipTextConfig { VocabSize = 40, HiddenSize = 128, IntermediateSize = 320, NumHiddenLayers = 2, NumAttentionHeads = 2, MaxPositionEmbeddings = 12 },
        Vision = new ClipVisionConfig { HiddenSize = 192, IntermediateSize = 448, NumHiddenLayers = 3, NumAttentionHeads = 3, ImageSize = 24, PatchSize = 8 },
    };

    public static ClipConfig ResNet { get; } = VisionTransformer with
    {
        Vision = new ModifiedResNetConfig { Layers = [1, 2, 1, 3], Width = 8, ImageSize = 64, NumAttentionHeads = 4 },
    };

    public static ModelOptions WithoutTokenizer { get; } = new() { GpuDeviceId = -1, WithoutTokenizer = true };

    /// <summary>Weights under the names of <see cref="ClipNetwork"/>: large enough that every part shows in the features.</summary>
    public static Dictionary<string, Tensor> Weights(ClipConfig config)
    {
        using var network = ClipNetwork.Empty(config, META);
        using var generator = new Generator(11);
        return network.state_dict().OrderBy(s => s.Key, StringComparer.Ordinal)
            .ToDictionary(s => s.Key, s => Weight(s.Key, s.Value.shape, generator), StringComparer.Ordinal);
    }

    public static Dictionary<string, Tensor> To(this Dictionary<string, Tensor> weights, ScalarType dtype)
        => weights.ToDictionary(w => w.Key, w => w.Key == "logit_scale" ? w.Value : w.Value.to(dtype), StringComparer.Ordinal);

    public static ClipNetwork Network(
        ClipConfig config, IReadOnlyDictionary<string, Tensor> weights, ScalarType imageDType = ScalarType.Float32, bool keepFloat32 = false)
    {
        var network = ClipNetwork.Empty(config, CPU, imageDType, keepFloat32);
        network.eval();
        using var noGrad = no_grad();
        foreach (var (name, target) in network.state_dict().Concat(network.Float32Images?.state_dict() ?? []))
        {
            target.copy_(weights[name]);
        }
        return network;
    }

    /// <summary>The folder of a Hugging Face CLIPModel, but for its weights and tokenizer.</summary>
    public static void WriteConfiguration(string folder, ClipConfig config, string activation = "quick_gelu")
    {
        var (text, vision) = (config.Text, (ClipVisionConfig)config.Vision);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            projection_dim = config.ProjectionDim,
            text_config = new
            {
                vocab_size = text.VocabSize,
                hidden_size = text.HiddenSize,
                intermediate_size = text.IntermediateSize,
                num_hidden_layers = text.NumHiddenLayers,
                num_attention_heads = text.NumAttentionHeads,
                max_position_embeddings = text.MaxPositionEmbeddings,
                hidden_act = activation,
            },
            vision_config = new
            {
                hidden_size = vision.HiddenSize,
                intermediate_size = vision.IntermediateSize,
                num_hidden_layers = vision.NumHiddenLayers,
                num_attention_heads = vision.NumAttentionHeads,
                image_size = vision.ImageSize,
                patch_size = vision.PatchSize,
                hidden_act = activation,
            },
        }));
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""{"size": {{vision.ImageSize}}, "crop_size": {{vision.ImageSize}}}""");
    }

    /// <summary>Image features of two images and text features of two prompts, in one vector.</summary>
    public static float[] Features(ClipNetwork network, int imageSize)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(12);
        var images = network.forward(randn([2, 3, imageSize, imageSize], generator: generator));
        var embedded = network.Text.Embeddings.forward(tensor(new long[] { 1, 5, 9, 39, 0, 1, 7, 39, 0, 0 }).view(2, 5));
        var texts = network.ProjectText(network.Text.forward(embedded, tensor(new long[] { 3, 2 })));
        return cat([images.flatten(), texts.flatten()], 0).data<float>().ToArray();
    }

    private static Tensor Weight(string name, long[] shape, Generator generator)
    {
        if (name == "logit_scale")
        {
            return tensor(4.6f);
        }
        if (name.EndsWith("running_var", StringComparison.Ordinal))
        {
            return rand(shape, generator: generator) + 0.5f;
        }
        // Norms are drawn about 1, so that activations neither vanish nor explode from layer to layer.
        var isNorm = shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal);
        var width = shape.Length > 1 ? shape[1..].Aggregate((a, b) => a * b) : 16;
        return randn(shape, generator: generator) / Math.Sqrt(width) + (isNorm ? 1f : 0f);
    }
}
