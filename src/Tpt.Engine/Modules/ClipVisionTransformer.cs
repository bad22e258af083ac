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

    public ClipVisionTransformer(ClipVisionConfig config, LayerFactory layers) : base(nameof(ClipVisionTransformer))
    {
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
        return Pool(embeddings.forward(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>The same with some of the patches; see <see cref="PatchDropout"/>.</summary>
    /// <param name="pixels"><c>[batch, 3, size, size]</c>.</param>
    /// <param name="keptTokens">The tokens that go through the layers, int64.</param>
    public Tensor Screen(Tensor pixels, Tensor keptTokens)
    {
        using var scope = NewDisposeScope();
        return Pool(embeddings.forward(pixels).index_select(1, keptTokens)).MoveToOuterDisposeScope();
    }

    private Tensor Pool(Tensor tokens) => post_layernorm.Normalize(encoder.ForwardAt(pre_layrnorm.Normalize(tokens), token: 0));
}
