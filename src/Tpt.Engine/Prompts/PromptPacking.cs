using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Sorts prompts by suffix length, cuts them into chunks and embeds these. The tensors belong to the caller's dispose scope.</summary>
internal static class PromptPacking
{
    /// <param name="embeddings">The text tower's embeddings.</param>
    /// <param name="suffixes">The suffixes, as <see cref="PromptLayout.Suffix"/> writes them, each with its prompt's place among all.</param>
    /// <param name="layout">What the suffixes follow.</param>
    /// <param name="chunkSize">The most prompts in a chunk.</param>
    /// <param name="device">Where the text tower lives.</param>
    public static PromptChunk[] Pack(ClipTextEmbeddings embeddings, IEnumerable<(int[] Suffix, long Index)> suffixes, PromptLayout layout, int chunkSize, Device device)
        => [.. suffixes
            .OrderBy(p => p.Suffix.Length)
            .Chunk(chunkSize)
            .Select(chunk => Embed(embeddings, chunk, layout, device))];

    private static PromptChunk Embed(ClipTextEmbeddings embeddings, (int[] Suffix, long Index)[] chunk, PromptLayout layout, Device device)
    {
        using var scope = NewDisposeScope();
        int[] items = [.. chunk.SelectMany(p => p.Suffix)];
        var positionsInSuffix = chunk.SelectMany(p => Enumerable.Range(0, p.Suffix.Length));
        var longest = chunk[^1].Suffix.Length;
        var ids = tensor(Array.ConvertAll(items, item => (long)Math.Max(item, 0)), device: device);
        var slots = tensor(Array.ConvertAll(items, item => item < 0 ? -1L - item : layout.ContextLength), device: device);
        var positions = tensor([.. positionsInSuffix.Select(position => (long)position)], device: device);
        var tokens = embeddings.Tokens(ids);
        var hasContext = items.Any(item => item < 0);
        if (hasContext)
        {
            tokens = tokens * slots.IsEqualTo(layout.ContextLength).unsqueeze(-1).to(tokens.dtype);
        }
        var embedded = tokens.Plus(embeddings.Positions(layout.PrefixLength, longest).index_select(0, positions));
        var blocks = chunk.GroupBy(p => p.Suffix.Length)
            .Select(g => layout.IsPadded
                ? SuffixBlock.Unmasked(g.Count(), g.Key)
                : SuffixBlock.Create(g.Count(), g.Key, layout.PrefixLength, embedded.dtype, device)).ToArray();
        return new PromptChunk(
            tensor(Array.ConvertAll(chunk, p => p.Index), device: device), embedded, hasContext ? slots : null, blocks, tensor(Ends(chunk), device: device))
            .MoveToOuterDisposeScope();
    }

    private static long[] Ends((int[] Suffix, long Index)[] chunk)
    {
        var ends = new long[chunk.Length];
        long end = -1;
        for (var i = 0; i < chunk.Length; i++)
        {
            ends[i] = end += chunk[i].Suffix.Length;
        }
        return ends;
    }
}
