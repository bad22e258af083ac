namespace Tpt.Engine.Configuration;

/// <summary>SigLIP's vision transformer: no class token, and attention pooling in place of a projection. The defaults are those of Hugging Face's SiglipVisionConfig.</summary>
internal sealed record SiglipVisionConfig : VisionTransformerConfig
{
    public SiglipVisionConfig() => (PatchSize, LayerNormEps, HiddenAct) = (16, 1e-6, ClipActivation.GeluTanh);

    /// <inheritdoc/>
    protected override int TokenCount => PatchCount;
}
