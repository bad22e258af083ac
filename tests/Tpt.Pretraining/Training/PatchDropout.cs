using TorchSharp.Modules;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// A vision transformer that reads some of an image's patches alone, which makes training cheaper (Li et al., CVPR 2023). It owns
/// nothing: its parts are those of an image tower, found by the names that they have in a checkpoint.
/// </summary>
internal sealed class PatchDropout
{
    private readonly ClipVisionEmbeddings _embeddings;
    private readonly LayerNorm _firstNorm;
    private readonly ClipEncoder _encoder;
    private readonly LayerNorm _lastNorm;
    private readonly Linear _projection;

    /// <param name="tower">A vision transformer, which must outlive this object.</param>
    public PatchDropout(ImageTower tower)
    {
        var transformer = Part<ClipVisionTransformer>(tower, "vision_model");
        _embeddings = Part<ClipVisionEmbeddings>(transformer, "embeddings");
        _firstNorm = Part<LayerNorm>(transformer, "pre_layrnorm");
        _encoder = Part<ClipEncoder>(transformer, "encoder");
        _lastNorm = Part<LayerNorm>(transformer, "post_layernorm");
        _projection = Part<Linear>(tower, "visual_projection");
    }

    /// <summary>Image features before L2 normalisation, <c>[batch, embedding]</c>.</summary>
    /// <param name="pixels"><c>[batch, 3, size, size]</c>.</param>
    /// <param name="keptTokens">For each image the tokens that are read, 0 (the class token) first, int64 <c>[batch, kept]</c>.</param>
    public Tensor Encode(Tensor pixels, Tensor keptTokens)
    {
        using var scope = NewDisposeScope();
        var tokens = _embeddings.forward(pixels);
        var kept = tokens.gather(1, keptTokens.unsqueeze(-1).expand(-1, -1, tokens.shape[2]));
        var pooled = _lastNorm.forward(_encoder.ForwardAt(_firstNorm.forward(kept), token: 0));
        return _projection.forward(pooled).MoveToOuterDisposeScope();
    }

    private static T Part<T>(nn.Module whole, string name) where T : nn.Module
        => (T)whole.named_children().Single(part => part.name == name).module;
}
