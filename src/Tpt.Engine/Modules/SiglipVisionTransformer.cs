using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>SigLIP's vision transformer, whose pooled output is the image's features: there is no projection.</summary>
internal sealed class SiglipVisionTransformer : Module<Tensor, Tensor>
{
    private readonly SiglipVisionEmbeddings embeddings;
    private readonly ClipEncoder encoder;
    private readonly LayerNorm post_layernorm;
    private readonly SiglipPoolingHead head;

    public SiglipVisionTransformer(SiglipVisionConfig config, LayerFactory layers) : base(nameof(SiglipVisionTransformer))
    {
        embeddings = new SiglipVisionEmbeddings(config, layers);
        encoder = new ClipEncoder(config.NumHiddenLayers, config.HiddenSize, config.IntermediateSize,
            config.NumAttentionHeads, config.LayerNormEps, config.HiddenAct, layers);
        post_layernorm = layers.LayerNorm(config.HiddenSize, config.LayerNormEps);
        head = new SiglipPoolingHead(config, layers);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var tokens = encoder.forward(embeddings.forward(pixels), causal: false);
        return head.forward(post_layernorm.Normalize(tokens)).MoveToOuterDisposeScope();
    }
}
