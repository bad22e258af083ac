namespace Tpt.Engine.Configuration;

/// <summary>CLIP's vision transformer, which is read at a class token. The defaults are those of Hugging Face's CLIPVisionConfig.</summary>
internal sealed record ClipVisionConfig : VisionTransformerConfig
{
    public ClipVisionConfig() => (PatchSize, LayerNormEps, HiddenAct) = (32, 1e-5, ClipActivation.QuickGelu);

    /// <inheritdoc/>
    protected override int TokenCount => PatchCount + 1;
}
