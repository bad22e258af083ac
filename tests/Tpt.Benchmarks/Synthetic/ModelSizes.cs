using Tpt.Engine.Configuration;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>The sizes of OpenAI's models, and of the built-in one with CLIP's vocabulary.</summary>
internal static class ModelSizes
{
    public static readonly string[] Names = ["ViT-B/16", "ViT-B/32", "built-in"];

    public static ClipConfig Of(string name) => name switch
    {
        "ViT-B/16" => new ClipConfig { Vision = new ClipVisionConfig { PatchSize = 16 } },
        "ViT-B/32" => new ClipConfig { Vision = new ClipVisionConfig { PatchSize = 32 } },
        "built-in" => new ClipConfig
        {
            Text = new ClipTextConfig { VocabSize = 49408, HiddenSize = 160, IntermediateSize = 640, NumHiddenLayers = 4, NumAttentionHeads = 5, MaxPositionEmbeddings = 32 },
            Vision = new ClipVisionConfig { HiddenSize = 192, IntermediateSize = 768, NumHiddenLayers = 6, NumAttentionHeads = 6, ImageSize = 64, PatchSize = 8 },
            ProjectionDim = 160,
        },
        _ => throw new ArgumentException($"model is '{name}'; it must be one of {string.Join(", ", Names)}.", nameof(name)),
    };
}
