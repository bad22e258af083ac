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

    public ClipVisionTransformer(ClipVisionConfig config) : base(nameof(ClipVisionTransformer))
    {
        embeddings = new ClipVisionEmbeddings(config);
        pre_layrnorm = LayerNorm(config.HiddenSize, config.LayerNormEps);
        encoder = new ClipEncoder(config.NumHiddenLayers, config.HiddenSize, config.IntermediateSize,
            config.NumAttentionHeads, config.LayerNormEps, config.HiddenAct);
        post_layernorm = LayerNorm(config.HiddenSize, config.LayerNormEps);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels) => Encode(pixels, keptTokens: null);

    /// <summary>The same from some of the patches alone, which makes training cheaper (Li et al., CVPR 2023).</summary>
    /// <param name="pixels"><c>[batch, 3, size, size]</c>.</param>
    /// <param name="keptTokens">For each image the tokens that are read, 0 (the class token) first, int64 <c>[batch, kept]</c>; null for all.</param>
    public Tensor Encode(Tensor pixels, Tensor? keptTokens)
    {
        using var scope = NewDisposeScope();
        var tokens = embeddings.forward(pixels);
        if (keptTokens is not null)
        {
            tokens = tokens.gather(1, keptTokens.unsqueeze(-1).expand(-1, -1, tokens.shape[2]));
        }
        var hidden = pre_layrnorm.forward(tokens);
        return post_layernorm.forward(encoder.ForwardAt(hidden, token: 0)).MoveToOuterDisposeScope();
    }
}
