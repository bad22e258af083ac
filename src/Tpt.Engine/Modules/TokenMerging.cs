using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>
/// Token merging (Bolya et al., ICLR 2023): in a layer, between attention and MLP, tokens whose keys are alike become one. It needs no
/// training. Every other token may be merged into the one of the rest that is most like it; the first, the class token, stays.
/// </summary>
internal static class TokenMerging
{
    /// <summary>How many tokens each layer but the last merges, so that the share of the patches is gone before the last.</summary>
    /// <param name="share">In [0, 1).</param>
    /// <param name="patches">The patches of an image.</param>
    /// <param name="layers">The layers of the tower.</param>
    public static int PerLayer(double share, int patches, int layers) => layers < 2 ? 0 : (int)Math.Round(share * patches / (layers - 1));

    /// <summary>One step of it.</summary>
    /// <param name="hidden"><c>[batch, tokens, hidden]</c>.</param>
    /// <param name="sizes">How many tokens each has become one of, in 32-bit floats, <c>[batch, tokens, 1]</c>.</param>
    /// <param name="keys">The keys of the layer's attention, <c>[batch, heads, tokens, d]</c>.</param>
    /// <param name="count">How many tokens are to be merged; fewer are where fewer than half of the tokens are left for it.</param>
    /// <returns>The tokens that are left, in the order of <paramref name="hidden"/> among those that may be merged and then among the rest, and their sizes.</returns>
    public static (Tensor Hidden, Tensor Sizes) Merge(Tensor hidden, Tensor sizes, Tensor keys, int count)
    {
        using var scope = NewDisposeScope();
        var (tokens, width) = (hidden.shape[1], hidden.shape[2]);
        var (sources, targets) = ((tokens + 1) / 2, tokens / 2);
        var merges = Math.Min(count, sources - 1);
        if (merges < 1 || targets < 1)
        {
            return (hidden.alias().MoveToOuterDisposeScope(), sizes.alias().MoveToOuterDisposeScope());
        }
        // Cosine similarities of mean keys, and weighted means of tokens, in 32-bit floats whatever the tower computes in.
        var metric = keys.mean([1], type: ScalarType.Float32);
        metric /= metric.norm(-1, keepdim: true);
        var similarities = EveryOther(metric, 0).bmm(EveryOther(metric, 1).transpose(1, 2));
        similarities.select(1, 0).FillInPlace(double.NegativeInfinity);
        var (best, target) = similarities.max(-1);
        var order = best.argsort(-1, descending: true);
        var merged = order.narrow(1, 0, merges);
        // Sorted, so that the class token is the first again.
        var kept = order.narrow(1, merges, sources - merges).sort(1).Values;

        var weighted = cat([hidden.to(ScalarType.Float32) * sizes, sizes], -1);
        var from = EveryOther(weighted, 0);
        // A product with 0 and 1 in place of a scatter: no two threads of a GPU add to one address, so that results repeat bit for bit.
        var isTarget = target.gather(1, merged).unsqueeze(1).eq(HeldNumbers.Range(targets, hidden.device).view(1, -1, 1)).to(weighted.dtype);
        var sums = EveryOther(weighted, 1).Plus(isTarget.bmm(from.gather(1, Columns(merged))));
        var left = cat([from.gather(1, Columns(kept)), sums], 1);
        var leftSizes = left.narrow(2, width, 1);
        return ((left.narrow(2, 0, width) / leftSizes).to(hidden.dtype).MoveToOuterDisposeScope(), leftSizes.contiguous().MoveToOuterDisposeScope());

        Tensor Columns(Tensor rows) => rows.unsqueeze(-1).expand(-1, -1, width + 1);
    }

    /// <summary>What is added to attention's scores, so that a token counts as often as there are tokens in it: <c>[batch, 1, 1, tokens]</c>.</summary>
    public static Tensor AttentionBias(Tensor sizes, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        return sizes.log().to(dtype).transpose(1, 2).unsqueeze(1).MoveToOuterDisposeScope();
    }

    private static Tensor EveryOther(Tensor tokens, long first) => tokens.slice(1, first, tokens.shape[1], 2);
}
