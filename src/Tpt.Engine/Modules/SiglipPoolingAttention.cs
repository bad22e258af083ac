using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Multi-head attention of one query that all images share, under the names of PyTorch's MultiheadAttention.</summary>
internal sealed class SiglipPoolingAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;
    private readonly int _hiddenSize;
    private readonly int _heads;

    public SiglipPoolingAttention(int hiddenSize, int heads, LayerFactory layers) : base(nameof(SiglipPoolingAttention))
    {
        in_proj_weight = layers.Weight(
            () => randn(3 * hiddenSize, hiddenSize, dtype: layers.DType, device: layers.Device).Over(Math.Sqrt(hiddenSize)), 3 * hiddenSize, hiddenSize);
        in_proj_bias = layers.Weight(() => zeros(3 * hiddenSize, dtype: layers.DType, device: layers.Device), 3 * hiddenSize);
        out_proj = layers.Linear(hiddenSize, hiddenSize);
        (_hiddenSize, _heads) = (hiddenSize, heads);
        RegisterComponents();
    }

    /// <summary><c>[1, 1, hidden]</c> and <c>[batch, tokens, hidden]</c> to <c>[batch, 1, hidden]</c>.</summary>
    public override Tensor forward(Tensor query, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (Project(query, 0), Project(tokens, 1), Project(tokens, 2));
        var attended = functional.scaled_dot_product_attention(q.expand(tokens.shape[0], -1, -1, -1), k, v);
        return out_proj.forward(attended.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }

    /// <summary><c>[batch, tokens, hidden]</c> to <c>[batch, heads, tokens, d]</c>, by the weights for queries (0), keys (1) or values (2).</summary>
    private Tensor Project(Tensor tokens, long third)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (in_proj_weight.narrow(0, third * _hiddenSize, _hiddenSize), in_proj_bias.narrow(0, third * _hiddenSize, _hiddenSize));
        return functional.linear(tokens, weight, bias).unflatten(2, _heads, -1).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
