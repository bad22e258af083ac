using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompts that go through the text tower together: their suffixes, packed one behind the other, those of one length side by side.</summary>
/// <param name="Prompts">Where the chunk's prompts stand among all, int64 <c>[prompts]</c>.</param>
/// <param name="Embedded">Token plus position embeddings of the suffixes, <c>[tokens, hidden]</c>; where a context vector stands, the position alone.</param>
/// <param name="Context">Where context vectors stand in the suffixes; null where none does.</param>
/// <param name="Blocks">How the tokens belong to suffixes.</param>
/// <param name="Ends">The rows of their last tokens, int64 <c>[prompts]</c>.</param>
internal sealed record PromptChunk(Tensor Prompts, Tensor Embedded, ContextRows? Context, IReadOnlyList<SuffixBlock> Blocks, Tensor Ends)
{
    /// <summary>The suffixes with the given context vectors <c>[M, hidden]</c> in their places.</summary>
    /// <param name="context">The vectors.</param>
    /// <param name="noise">What is added to every token that is no context vector; null for nothing.</param>
    public Tensor WithContext(Tensor context, TokenNoise? noise = null)
    {
        if (Context is null)
        {
            return noise?.AddTo(Embedded) ?? Embedded.alias();
        }
        using var scope = NewDisposeScope();
        return Context.Add(noise?.AddTo(Embedded, Context.IsToken) ?? Embedded, context).MoveToOuterDisposeScope();
    }

    /// <summary>The suffixes once for each context, the i-th time behind the i-th prefix.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="noise">What is added to every token that is no context vector; null for nothing.</param>
    public PackedSuffixes Repeat(IReadOnlyList<Tensor> contexts, TokenNoise? noise = null)
    {
        using var scope = NewDisposeScope();
        var embedded = cat([.. contexts.Select(context => WithContext(context, noise))], 0);
        var ends = cat([.. contexts.Select((_, i) => Ends.Plus(i * Embedded.shape[0]))], 0);
        // Those of one length lie side by side for all contexts, so that they stay one block.
        SuffixBlock[] blocks = Blocks.Count == 1 ? [Blocks[0].Repeat(contexts.Count)] : [.. contexts.SelectMany((_, i) => Blocks.Select(block => block with { Prefix = i }))];
        return new PackedSuffixes(embedded.MoveToOuterDisposeScope(), blocks, ends.MoveToOuterDisposeScope());
    }

    /// <summary>Every tensor of the chunk.</summary>
    public IEnumerable<Tensor> Tensors => [Prompts, Embedded, Ends, .. Context?.Tensors ?? [], .. Blocks.SelectMany(block => block.Tensors)];

    public PromptChunk MoveToOuterDisposeScope()
    {
        foreach (var tensor in Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }
        return this;
    }
}
