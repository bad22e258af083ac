namespace Tpt.Engine.Configuration;

/// <summary>The vision transformer, with the names and defaults of Hugging Face's <c>vision_config</c>.</summary>
internal sealed record ClipVisionConfig : ImageTowerConfig
{
    public int HiddenSize { get; init; } = 768;
    public int IntermediateSize { get; init; } = 3072;
    public int NumHiddenLayers { get; init; } = 12;
    public int NumAttentionHeads { get; init; } = 12;
    public int PatchSize { get; init; } = 32;
    public double LayerNormEps { get; init; } = 1e-5;
    public ClipActivation HiddenAct { get; init; } = ClipActivation.QuickGelu;

    /// <summary>That inside the MLP, of every token.</summary>
    public override long WidestActivation => (long)(PatchCount + 1) * IntermediateSize;

    public int PatchCount => ImageSize / PatchSize * (ImageSize / PatchSize);
}
