using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompts that go through the text tower together: their suffixes, packed one behind the other, those of one length side by side.</summary>
/// <param name="Prompts">Where the chunk's prompts stand among all, int64 <c>[prompts]</c>.</param>
/// <param name="Embedded">Token plus position embeddings of the suffixes, <c>[tokens, hidden]</c>; where a context vector stands, the position alone.</param>
/// <param name="ContextSlots">For each suffix token the context vector that stands there, or M for none, int64 <c>[tokens]</c>; null where no suffix has one.</param>
/// <param name="Blocks">How the tokens belong to suffixes.</param>
/// <param name="Ends">The rows of their last tokens, int64 <c>[prompts]</c>.</param>
internal sealed record PromptChunk(Tensor Prompts, Tensor Embedded, Tensor? ContextSlots, IReadOnlyList<SuffixBlock> Blocks, Tensor Ends)
{
    /// <summary>The suffixes with the given context vectors <c>[M, hidden]</c> in their places.</summary>
    /// <param name="context">The vectors.</param>
    /// <param name="noise">What is added to every token that is no context vector; null for nothing.</param>
    public Tensor WithContext(Tensor context, TokenNoise? noise = null)
    {
        if (ContextSlots is null)
        {
            return noise?.AddTo(Embedded) ?? Embedded.alias();
        }
        using var scope = NewDisposeScope();
        var none = zeros(1, context.shape[1], dtype: context.dtype, device: context.device);
        var tokens = noise?.AddTo(Embedded, ContextSlots.IsEqualTo(context.shape[0])) ?? Embedded;
        return tokens.Plus(cat([context, none], 0).index_select(0, ContextSlots)).MoveToOuterDisposeScope();
    }

    /// <summary>The suffixes once for each context, the i-th time behind the i-th prefix.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="noise">What is added to every token that is no context vector; null for nothing.</param>
    public PackedSuffixes Repeat(IReadOnlyList<Tensor> contexts, TokenNoise? noise = null)
    {
        using var scope = NewDisposeScope();
        var embedded = cat([.. contexts.Select(context => WithContext(context, noise))], 0);
        var ends = cat([.. contexts.Select((_, i) => Ends.Plus(i * Embedded.shape[0]))], 0);
        SuffixBlock[] blocks = [.. contexts.SelectMany((_, i) => Blocks.Select(block => block with { Prefix = i }))];
        return new PackedSuffixes(embedded.MoveToOuterDisposeScope(), blocks, ends.MoveToOuterDisposeScope());
    }

    /// <summary>Every tensor of the chunk.</summary>
    public IEnumerable<Tensor> Tensors => [Prompts, Embedded, Ends, .. ContextSlots is null ? [] : new[] { ContextSlots }, .. Blocks.Select(block => block.Mask).OfType<Tensor>()];

    public PromptChunk MoveToOuterDisposeScope()
    {
        foreach (var tensor in Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }
        return this;
    }
}
