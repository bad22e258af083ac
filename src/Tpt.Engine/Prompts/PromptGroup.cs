using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompts whose suffixes have the same number of tokens, so that nothing is padded.</summary>
/// <param name="Prompts">Where the group's prompts stand among all, int64 <c>[prompts]</c>.</param>
/// <param name="Embedded">Token plus position embeddings of the suffixes, <c>[prompts, tokens, hidden]</c>; where a context vector stands, the position alone.</param>
/// <param name="ContextSlots">For each suffix token the context vector that stands there, or M for none, int64 <c>[prompts, tokens]</c>; null where no suffix has one.</param>
internal sealed record PromptGroup(Tensor Prompts, Tensor Embedded, Tensor? ContextSlots) : IDisposable
{
    public long Count => Embedded.shape[0];

    /// <summary>Prompts <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> of the group.</summary>
    public PromptGroup Slice(long start, long count)
        => new(Prompts.narrow(0, start, count), Embedded.narrow(0, start, count), ContextSlots?.narrow(0, start, count));

    /// <summary>The suffixes with the given context vectors <c>[M, hidden]</c> in their places.</summary>
    public Tensor WithContext(Tensor context)
    {
        if (ContextSlots is null)
        {
            return Embedded.alias();
        }
        using var scope = NewDisposeScope();
        var none = zeros(1, context.shape[1], dtype: context.dtype, device: context.device);
        return (Embedded + cat([context, none], 0).index(ContextSlots)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Prompts.Dispose();
        Embedded.Dispose();
        ContextSlots?.Dispose();
    }
}
