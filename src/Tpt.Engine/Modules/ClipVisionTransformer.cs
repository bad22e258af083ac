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
    private readonly int _layerCount;

    public ClipVisionTransformer(ClipVisionConfig config, LayerFactory layers) : base(nameof(ClipVisionTransformer))
    {
        _layerCount = config.NumHiddenLayers;
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

    /// <summary>The same with some of the patches, of which a share is merged on the way; see <see cref="PatchDropout"/> and <see cref="TokenMerging"/>.</summary>
    /// <param name="pixels"><c>[batch, 3, size, size]</c>.</param>
    /// <param name="keptTokens">The tokens that go through the layers, int64; null for all.</param>
    /// <param name="mergedShare">In [0, 1).</param>
    public Tensor Screen(Tensor pixels, Tensor? keptTokens, double mergedShare)
    {
        using var scope = NewDisposeScope();
        var tokens = embeddings.forward(pixels);
        if (keptTokens is not null)
        {
            tokens = tokens.index_select(1, keptTokens);
        }
        return Pool(tokens, TokenMerging.PerLayer(mergedShare, (int)tokens.shape[1] - 1, _layerCount)).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor tokens, int mergedPerLayer)
        => post_layernorm.Normalize(encoder.ForwardAt(pre_layrnorm.Normalize(tokens), token: 0, mergedPerLayer));
}
