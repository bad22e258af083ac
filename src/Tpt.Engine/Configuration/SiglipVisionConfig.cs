namespace Tpt.Engine.Configuration;

/// <summary>SigLIP's vision transformer: no class token, and attention pooling in place of a projection. The defaults are those of Hugging Face's SiglipVisionConfig.</summary>
internal sealed record SiglipVisionConfig : ImageTowerConfig
{
    public int HiddenSize { get; init; } = 768;
    public int IntermediateSize { get; init; } = 3072;
    public int NumHiddenLayers { get; init; } = 12;
    public int NumAttentionHeads { get; init; } = 12;
    public int PatchSize { get; init; } = 16;
    public double LayerNormEps { get; init; } = 1e-6;
    public ClipActivation HiddenAct { get; init; } = ClipActivation.GeluTanh;

    /// <summary>That inside the MLP, of every token.</summary>
    public override long WidestActivation => (long)PatchCount * IntermediateSize;

    public int PatchCount => ImageSize / PatchSize * (ImageSize / PatchSize);
}
