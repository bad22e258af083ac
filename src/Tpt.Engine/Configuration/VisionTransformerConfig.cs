namespace Tpt.Engine.Configuration;

/// <summary>A vision transformer's sizes, with the names of Hugging Face's <c>vision_config</c>: <see cref="ClipVisionConfig"/> or <see cref="SiglipVisionConfig"/>.</summary>
internal abstract record VisionTransformerConfig : ImageTowerConfig
{
    public int HiddenSize { get; init; } = 768;
    public int IntermediateSize { get; init; } = 3072;
    public int NumHiddenLayers { get; init; } = 12;
    public int NumAttentionHeads { get; init; } = 12;
    public int PatchSize { get; init; }
    public double LayerNormEps { get; init; }
    public ClipActivation HiddenAct { get; init; }

    /// <summary>That inside the MLP, of every token.</summary>
    public override long WidestActivation => (long)TokenCount * IntermediateSize;

    public int PatchCount => ImageSize / PatchSize * (ImageSize / PatchSize);

    /// <summary>The patches, and what stands beside them.</summary>
    protected abstract int TokenCount { get; }
}
