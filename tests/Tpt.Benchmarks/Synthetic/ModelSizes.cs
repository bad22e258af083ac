using Tpt.Engine.Configuration;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>The sizes of OpenAI's models and of OpenCLIP's ViT-H/14, and of the built-in one with CLIP's vocabulary.</summary>
internal static class ModelSizes
{
    public static readonly string[] Names = ["ViT-B/16", "ViT-B/32", "built-in", "ViT-L/14", "ViT-H/14"];

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
        "ViT-L/14" => new ClipConfig
        {
            Text = new ClipTextConfig { HiddenSize = 768, IntermediateSize = 3072, NumHiddenLayers = 12, NumAttentionHeads = 12 },
            Vision = new ClipVisionConfig { HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 24, NumAttentionHeads = 16, PatchSize = 14 },
            ProjectionDim = 768,
        },
        "ViT-H/14" => new ClipConfig
        {
            Text = new ClipTextConfig { HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 24, NumAttentionHeads = 16 },
            Vision = new ClipVisionConfig { HiddenSize = 1280, IntermediateSize = 5120, NumHiddenLayers = 32, NumAttentionHeads = 16, PatchSize = 14 },
            ProjectionDim = 1024,
        },
        _ => throw new ArgumentException($"model is '{name}'; it must be one of {string.Join(", ", Names)}.", nameof(name)),
    };
}
