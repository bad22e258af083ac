using Tpt.Engine.Configuration;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>The sizes of OpenAI's models.</summary>
internal static class ModelSizes
{
    public static readonly string[] Names = ["ViT-B/16", "ViT-B/32"];

    public static ClipConfig Of(string name) => name switch
    {
        "ViT-B/16" => new ClipConfig { Vision = new ClipVisionConfig { PatchSize = 16 } },
        "ViT-B/32" => new ClipConfig { Vision = new ClipVisionConfig { PatchSize = 32 } },
        _ => throw new ArgumentException($"model is '{name}'; it must be one of {string.Join(", ", Names)}.", nameof(name)),
    };
}
