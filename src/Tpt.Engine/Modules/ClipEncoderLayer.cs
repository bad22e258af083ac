using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>A pre-norm transformer layer: <c>x + attention(norm(x))</c>, then <c>x + mlp(norm(x))</c>.</summary>
internal sealed class ClipEncoderLayer : Module<Tensor, bool, Tensor>
{
    private readonly ClipAttention self_attn;
    private readonly LayerNorm layer_norm1;
    private readonly ClipMlp mlp;
    private readonly LayerNorm layer_norm2;

    public ClipEncoderLayer(int hiddenSize, int intermediateSize, int heads, double layerNormEps, ClipActivation activation)
        : base(nameof(ClipEncoderLayer))
    {
        self_attn = new ClipAttention(hiddenSize, heads);
        layer_norm1 = LayerNorm(hiddenSize, layerNormEps);
        mlp = new ClipMlp(hiddenSize, intermediateSize, activation);
        layer_norm2 = LayerNorm(hiddenSize, layerNormEps);
        RegisterComponents();
    }

    /// <summary><c>[batch, tokens, hidden]</c> to the same shape.</summary>
    public override Tensor forward(Tensor hidden, bool causal)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.forward(hidden);
        return AddMlp(hidden + self_attn.forward(normed, normed, causal)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The layer's output at one token, <c>[batch, 1, hidden]</c>, for a last layer of which nothing else is read:
    /// every token gives keys and values, that one alone a query.
    /// </summary>
    public Tensor ForwardAt(Tensor hidden, long token)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.forward(hidden);
        var attended = self_attn.forward(normed.narrow(1, token, 1), normed, causal: false);
        return AddMlp(hidden.narrow(1, token, 1) + attended).MoveToOuterDisposeScope();
    }

    /// <summary>The keys and values of the tokens before a suffix, each <c>[1, heads, tokens, d]</c>.</summary>
    public (Tensor Keys, Tensor Values) KeysAndValues(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = self_attn.KeysAndValues(layer_norm1.forward(hidden));
        return (keys.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>The layer over suffixes that follow one prefix, of which only keys and values are needed.</summary>
    /// <param name="suffix"><c>[batch, tokens, hidden]</c>.</param>
    /// <param name="prefixKeys"><c>[1, heads, prefix, d]</c>.</param>
    /// <param name="prefixValues"><c>[1, heads, prefix, d]</c>.</param>
    /// <param name="mask">The causal mask of the suffix behind its prefix, <c>[tokens, prefix + tokens]</c>.</param>
    /// <param name="lastOnly">Whether only the last token's output is wanted, <c>[batch, 1, hidden]</c>; it attends to everything.</param>
    public Tensor ForwardBehind(Tensor suffix, Tensor prefixKeys, Tensor prefixValues, Tensor mask, bool lastOnly)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens) = (suffix.shape[0], suffix.shape[1]);
        var normed = layer_norm1.forward(suffix);
        var (keys, values) = self_attn.KeysAndValues(normed);
        keys = cat([prefixKeys.expand(batch, -1, -1, -1), keys], 2);
        values = cat([prefixValues.expand(batch, -1, -1, -1), values], 2);
        var (queries, residual) = lastOnly
            ? (normed.narrow(1, tokens - 1, 1), suffix.narrow(1, tokens - 1, 1))
            : (normed, suffix);
        var attended = self_attn.Attend(queries, keys, values, lastOnly ? null : mask, causal: false);
        return AddMlp(residual + attended).MoveToOuterDisposeScope();
    }

    private Tensor AddMlp(Tensor hidden) => hidden + mlp.forward(layer_norm2.forward(hidden));
}
