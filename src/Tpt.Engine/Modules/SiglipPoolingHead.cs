using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>SigLIP's attention pooling: a learned probe attends to all tokens, then <c>x + mlp(norm(x))</c>.</summary>
internal sealed class SiglipPoolingHead : Module<Tensor, Tensor>
{
    private readonly Parameter probe;
    private readonly SiglipPoolingAttention attention;
    private readonly LayerNorm layernorm;
    private readonly ClipMlp mlp;

    public SiglipPoolingHead(SiglipVisionConfig config, LayerFactory layers) : base(nameof(SiglipPoolingHead))
    {
        probe = layers.Weight(() => randn(1, 1, config.HiddenSize, dtype: layers.DType, device: layers.Device), 1, 1, config.HiddenSize);
        attention = new SiglipPoolingAttention(config.HiddenSize, config.NumAttentionHeads, layers);
        layernorm = layers.LayerNorm(config.HiddenSize, config.LayerNormEps);
        mlp = new ClipMlp(config.HiddenSize, config.IntermediateSize, config.HiddenAct, layers);
        RegisterComponents();
    }

    /// <summary><c>[batch, tokens, hidden]</c> to <c>[batch, hidden]</c>.</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var pooled = attention.forward(probe, tokens).squeeze(1);
        return pooled.Plus(mlp.forward(layernorm.Normalize(pooled))).MoveToOuterDisposeScope();
    }
}
