using TorchSharp;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Prompts sorted into groups of one suffix length, embedded.</summary>
internal static class PromptGrouping
{
    public static PromptGroup[] Group(ClipTextEmbeddings embeddings, IReadOnlyList<PromptTokens> prompts, PromptLayout layout, Device device)
        => [.. prompts
            .Select((prompt, index) => (Suffix: layout.Suffix(prompt), Index: (long)index))
            .GroupBy(p => p.Suffix.Length)
            .OrderBy(g => g.Key)
            .Select(g => Embed(embeddings, [.. g], layout, device))];

    private static PromptGroup Embed(ClipTextEmbeddings embeddings, (int[] Suffix, long Index)[] prompts, PromptLayout layout, Device device)
    {
        using var scope = NewDisposeScope();
        var length = prompts[0].Suffix.Length;
        var suffixes = prompts.SelectMany(p => p.Suffix);
        var ids = tensor([.. suffixes.Select(item => (long)Math.Max(item, 0))], [prompts.Length, length], device: device);
        var slots = tensor([.. suffixes.Select(item => item < 0 ? -1L - item : layout.ContextLength)], [prompts.Length, length], device: device);
        var tokens = embeddings.Tokens(ids);
        var hasContext = suffixes.Any(item => item < 0);
        if (hasContext)
        {
            tokens = tokens * slots.eq(layout.ContextLength).unsqueeze(-1).to(tokens.dtype);
        }
        var embedded = tokens + embeddings.Positions(layout.PrefixLength, length);
        return new PromptGroup(
            tensor([.. prompts.Select(p => p.Index)], device: device).DetachFromDisposeScope(),
            embedded.DetachFromDisposeScope(),
            hasContext ? slots.DetachFromDisposeScope() : null);
    }
}
