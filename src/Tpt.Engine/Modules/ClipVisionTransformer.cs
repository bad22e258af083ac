using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>The vision transformer up to the class token, before <c>visual_projection</c>.</summary>
internal sealed class ClipVisionTransformer : Module<Tensor, Tensor>
{
    private readonly ClipVisionEmbeddings embeddings;
    private readonly LayerNorm pre_layrnorm;
    private readonly ClipEncoder encoder;
    private readonly LayerNorm post_layernorm;
    private readonly ClipVisionConfig _config;

    public ClipVisionTransformer(ClipVisionConfig config, LayerFactory layers) : base(nameof(ClipVisionTransformer))
    {
        _config = config;
        embeddings = new ClipVisionEmbeddings(config, layers);
        pre_layrnorm = layers.LayerNorm(config.HiddenSize, config.LayerNormEps);
        encoder = new ClipEncoder(config.NumHiddenLayers, config.HiddenSize, config.IntermediateSize,
            config.NumAttentionHeads, config.LayerNormEps, config.HiddenAct, layers);
        post_layernorm = layers.LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        return Pool(embeddings.forward(pixels), mergedPerLayer: 0).MoveToOuterDisposeScope();
    }

    /// <summary>The same with a share of the patches merged on the way, see <see cref="TokenMerging"/>.</summary>
    /// <param name="pixels"><c>[batch, 3, size, size]</c>.</param>
    /// <param name="share">In [0, 1).</param>
    public Tensor EncodeMerging(Tensor pixels, double share)
    {
        using var scope = NewDisposeScope();
        var mergedPerLayer = TokenMerging.PerLayer(share, _config.PatchCount, _config.NumHiddenLayers);
        return Pool(embeddings.forward(pixels), mergedPerLayer).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor tokens, int mergedPerLayer)
        => post_layernorm.Normalize(encoder.ForwardAt(pre_layrnorm.Normalize(tokens), token: 0, mergedPerLayer));
}
