using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>The built-in model's sizes and the weights that it starts from.</summary>
internal static class BuiltInArchitecture
{
    /// <summary>4.7 million weights: 9.4 MB in 16 bits.</summary>
    public static ClipConfig Config(int vocabularySize) => new()
    {
        Text = new ClipTextConfig
        {
            VocabSize = vocabularySize,
            HiddenSize = 160,
            IntermediateSize = 640,
            NumHiddenLayers = 4,
            NumAttentionHeads = 5,
            MaxPositionEmbeddings = 32,
        },
        Vision = new ClipVisionConfig
        {
            HiddenSize = 192,
            IntermediateSize = 768,
            NumHiddenLayers = 6,
            NumAttentionHeads = 6,
            ImageSize = 64,
            PatchSize = 8,
        },
        ProjectionDim = 160,
    };

    /// <summary>CLIP's initialisation (Radford et al., 2021): deviations from the widths and depths, biases 0, norms 1.</summary>
    public static ClipNetwork Initialise(ClipConfig config, int seed)
    {
        random.manual_seed(seed);
        var network = ClipNetwork.WithRandomWeights(config);
        var vision = (ClipVisionConfig)config.Vision;
        using var noGrad = no_grad();
        foreach (var (name, parameter) in network.named_parameters())
        {
            var (width, layers) = name.StartsWith("text_", StringComparison.Ordinal)
                ? (config.Text.HiddenSize, config.Text.NumHiddenLayers)
                : (vision.HiddenSize, vision.NumHiddenLayers);
            if (StandardDeviation(name, width, layers, 3 * vision.PatchSize * vision.PatchSize) is { } deviation)
            {
                nn.init.normal_(parameter, 0, deviation);
            }
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                nn.init.zeros_(parameter);
            }
        }
        return network;
    }

    private static double? StandardDeviation(string name, int width, int layers, int patch)
    {
        var residual = Math.Sqrt(1.0 / width / (2 * layers));
        return name switch
        {
            _ when name.EndsWith("token_embedding.weight", StringComparison.Ordinal) => 0.02,
            _ when name.EndsWith("position_embedding.weight", StringComparison.Ordinal) => 0.01,
            _ when name.EndsWith("class_embedding", StringComparison.Ordinal) => Math.Sqrt(1.0 / width),
            _ when name.EndsWith("patch_embedding.weight", StringComparison.Ordinal) => Math.Sqrt(1.0 / patch),
            _ when name.EndsWith("out_proj.weight", StringComparison.Ordinal) => residual,
            _ when name.EndsWith("fc2.weight", StringComparison.Ordinal) => residual,
            _ when name.EndsWith("fc1.weight", StringComparison.Ordinal) => Math.Sqrt(1.0 / (2 * width)),
            _ when name.EndsWith("_proj.weight", StringComparison.Ordinal) => Math.Sqrt(1.0 / width),
            _ when name.EndsWith("_projection.weight", StringComparison.Ordinal) => Math.Sqrt(1.0 / width),
            _ => null,
        };
    }
}
