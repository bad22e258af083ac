using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
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

    public ClipEncoderLayer(int hiddenSize, int intermediateSize, int heads, double layerNormEps, ClipActivation activation, LayerFactory layers)
        : base(nameof(ClipEncoderLayer))
    {
        self_attn = new ClipAttention(hiddenSize, heads, layers);
        layer_norm1 = layers.LayerNorm(hiddenSize, layerNormEps);
        mlp = new ClipMlp(hiddenSize, intermediateSize, activation, layers);
        layer_norm2 = layers.LayerNorm(hiddenSize, layerNormEps);
        RegisterComponents();
    }

    /// <summary><c>[batch, tokens, hidden]</c> to the same shape.</summary>
    public override Tensor forward(Tensor hidden, bool causal)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.Normalize(hidden);
        return AddMlp(hidden.Plus(self_attn.forward(normed, normed, causal))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The layer's output at one token, <c>[batch, 1, hidden]</c>, for a last layer of which nothing else is read:
    /// every token gives keys and values, that one alone a query.
    /// </summary>
    /// <param name="hidden"><c>[batch, tokens, hidden]</c>.</param>
    /// <param name="token">Which token.</param>
    public Tensor ForwardAt(Tensor hidden, long token)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.Normalize(hidden);
        var (keys, values) = self_attn.KeysAndValues(normed);
        var attended = self_attn.Attend(normed.narrow(1, token, 1), keys, values, causal: false);
        return AddMlp(hidden.narrow(1, token, 1).Plus(attended)).MoveToOuterDisposeScope();
    }

    /// <summary>The keys and values of the tokens before suffixes, each <c>[prefixes, heads, tokens, d]</c>.</summary>
    public (Tensor Keys, Tensor Values) KeysAndValues(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = self_attn.KeysAndValues(layer_norm1.Normalize(hidden));
        return (keys.MoveToOuterDisposeScope(), values.MoveToOuterDisposeScope());
    }

    /// <summary>The layer over packed suffixes that follow prefixes, of which only keys and values are needed.</summary>
    /// <param name="packed">The suffixes' tokens, <c>[tokens, hidden]</c>.</param>
    /// <param name="prefixKeys"><c>[prefixes, heads, prefix, d]</c>; null where there is no prefix.</param>
    /// <param name="prefixValues"><c>[prefixes, heads, prefix, d]</c>; null where there is no prefix.</param>
    /// <param name="blocks">How the tokens belong to suffixes, and these to prefixes.</param>
    /// <param name="ends">The rows whose output is wanted, int64 <c>[suffixes]</c>, in the last layer; null for all rows.</param>
    public Tensor ForwardBehind(Tensor packed, Tensor? prefixKeys, Tensor? prefixValues, IReadOnlyList<SuffixBlock> blocks, Tensor? ends)
    {
        using var scope = NewDisposeScope();
        var normed = layer_norm1.Normalize(packed);
        var (queries, residual) = ends is null ? (normed, packed) : (normed.index_select(0, ends), packed.index_select(0, ends));
        var attended = self_attn.AttendBehind(queries, normed, prefixKeys, prefixValues, blocks);
        return AddMlp(residual.Plus(attended)).MoveToOuterDisposeScope();
    }

    private Tensor AddMlp(Tensor hidden) => hidden.Plus(mlp.forward(layer_norm2.Normalize(hidden)));
}
