using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>
/// Multi-head attention in three parts, queries, keys and values, and the attending itself, so that the text tower can
/// give many suffixes the keys and values of one prefix.
/// </summary>
internal sealed class ClipAttention : Module<Tensor, Tensor, bool, Tensor>
{
    private readonly Linear k_proj;
    private readonly Linear v_proj;
    private readonly Linear q_proj;
    private readonly Linear out_proj;
    private readonly int _heads;

    public ClipAttention(int hiddenSize, int heads, LayerFactory layers) : base(nameof(ClipAttention))
    {
        k_proj = layers.Linear(hiddenSize, hiddenSize);
        v_proj = layers.Linear(hiddenSize, hiddenSize);
        q_proj = layers.Linear(hiddenSize, hiddenSize);
        out_proj = layers.Linear(hiddenSize, hiddenSize);
        _heads = heads;
        RegisterComponents();
    }

    /// <param name="queries">The tokens that attend, <c>[batch, queries, hidden]</c>.</param>
    /// <param name="tokens">The tokens that are attended to, <c>[batch, tokens, hidden]</c>.</param>
    /// <param name="causal">Whether token i attends to tokens 0 to i alone; queries and tokens are the same then.</param>
    public override Tensor forward(Tensor queries, Tensor tokens, bool causal)
    {
        using var scope = NewDisposeScope();
        var (keys, values) = KeysAndValues(tokens);
        return Attend(queries, keys, values, causal).MoveToOuterDisposeScope();
    }

    /// <summary><c>[batch, tokens, hidden]</c> to two of <c>[batch, heads, tokens, hidden / heads]</c>.</summary>
    public (Tensor Keys, Tensor Values) KeysAndValues(Tensor tokens)
        => (SplitHeads(k_proj, tokens), SplitHeads(v_proj, tokens));

    /// <summary>softmax(q k^T / sqrt(d)) v, and the output projection: <c>[batch, queries, hidden]</c>.</summary>
    /// <param name="queries">The tokens that attend, before their projection, <c>[batch, queries, hidden]</c>.</param>
    /// <param name="keys"><c>[batch, heads, tokens, d]</c>.</param>
    /// <param name="values"><c>[batch, heads, tokens, d]</c>.</param>
    /// <param name="causal">Whether token i attends to tokens 0 to i alone.</param>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values, bool causal)
    {
        using var scope = NewDisposeScope();
        var q = SplitHeads(q_proj, queries);
        var attended = functional.scaled_dot_product_attention(q, keys, values, null, 0.0, causal);
        var merged = attended.transpose(1, 2).reshape(queries.shape);
        return out_proj.forward(merged).MoveToOuterDisposeScope();
    }

    /// <summary>Attention of packed suffixes, each to its prefix and to itself: <c>[queries, hidden]</c>.</summary>
    /// <param name="queries">The tokens that attend, <c>[queries, hidden]</c>: every suffix token, or the last one of each suffix.</param>
    /// <param name="tokens">Every suffix token, <c>[tokens, hidden]</c>.</param>
    /// <param name="prefixKeys"><c>[prefixes, heads, prefix, d]</c>; null where there is no prefix.</param>
    /// <param name="prefixValues"><c>[prefixes, heads, prefix, d]</c>; null where there is no prefix.</param>
    /// <param name="blocks">How the tokens belong to suffixes.</param>
    public Tensor AttendBehind(Tensor queries, Tensor tokens, Tensor? prefixKeys, Tensor? prefixValues, IReadOnlyList<SuffixBlock> blocks)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (q_proj.forward(queries), k_proj.forward(tokens), v_proj.forward(tokens));
        var lastOnly = queries.shape[0] != tokens.shape[0];
        var parts = new Tensor[blocks.Count];
        long queryStart = 0, start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (block, suffixes, length) = (blocks[i], blocks[i].Suffixes, blocks[i].Length);
            var queryLength = lastOnly ? 1 : length;
            var keys = block.Behind(prefixKeys, SplitHeads(k, start, suffixes, length));
            var values = block.Behind(prefixValues, SplitHeads(v, start, suffixes, length));
            var attended = functional.scaled_dot_product_attention(
                SplitHeads(q, queryStart, suffixes, queryLength), keys, values, block.MaskFor(lastOnly), 0.0, false);
            parts[i] = attended.transpose(1, 2).reshape(suffixes * queryLength, queries.shape[1]);
            start += suffixes * length;
            queryStart += suffixes * queryLength;
        }
        return out_proj.forward(cat(parts, 0)).MoveToOuterDisposeScope();
    }

    private Tensor SplitHeads(Linear projection, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (batch, count, hidden) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        return projection.forward(tokens).view(batch, count, _heads, hidden / _heads).transpose(1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Packed rows to <c>[suffixes, heads, length, d]</c>.</summary>
    private Tensor SplitHeads(Tensor packed, long start, long suffixes, long length)
    {
        using var scope = NewDisposeScope();
        return packed.narrow(0, start, suffixes * length)
            .view(suffixes, length, _heads, packed.shape[1] / _heads).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
