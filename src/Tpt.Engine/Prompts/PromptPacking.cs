using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Sorts prompts by suffix length, cuts them into chunks and embeds these. The tensors belong to the caller's dispose scope.</summary>
internal static class PromptPacking
{
    /// <summary>What is written behind the end of a suffix. Which token is read there changes nothing.</summary>
    private const int Padding = 0;

    /// <param name="embeddings">The text tower's embeddings.</param>
    /// <param name="suffixes">The suffixes, as <see cref="PromptLayout.Suffix"/> writes them, each with its prompt's place among all.</param>
    /// <param name="layout">What the suffixes follow.</param>
    /// <param name="chunkSize">The most prompts in a chunk.</param>
    /// <param name="packing">How suffixes of different lengths go together.</param>
    /// <param name="device">Where the text tower lives.</param>
    public static PromptChunk[] Pack(
        ClipTextEmbeddings embeddings, IEnumerable<(int[] Suffix, long Index)> suffixes, PromptLayout layout, int chunkSize, SuffixPacking packing, Device device)
        => [.. suffixes
            .OrderBy(p => p.Suffix.Length)
            .Chunk(chunkSize)
            .Select(chunk => Embed(embeddings, chunk, layout, packing, device))];

    private static PromptChunk Embed(ClipTextEmbeddings embeddings, (int[] Suffix, long Index)[] chunk, PromptLayout layout, SuffixPacking packing, Device device)
    {
        using var scope = NewDisposeScope();
        var longest = chunk[^1].Suffix.Length;
        int[][] suffixes = [.. chunk.Select(prompt => packing == SuffixPacking.Padded ? Pad(prompt.Suffix, longest) : prompt.Suffix)];
        int[] items = [.. suffixes.SelectMany(suffix => suffix)];
        var ids = DeviceUpload.Of(Array.ConvertAll(items, item => (long)Math.Max(item, 0)), device);
        var positions = DeviceUpload.Of([.. suffixes.SelectMany(suffix => Enumerable.Range(0, suffix.Length).Select(position => (long)position))], device);
        var tokens = embeddings.Tokens(ids);
        var context = ContextOf(items, layout, device);
        if (context is not null)
        {
            tokens = tokens * context.IsToken.unsqueeze(-1).to(tokens.dtype);
        }
        var embedded = tokens.Plus(embeddings.Positions(layout.PrefixLength, longest).index_select(0, positions));
        return new PromptChunk(
            DeviceUpload.Of(Array.ConvertAll(chunk, p => p.Index), device), embedded, context, Blocks(chunk, layout, packing, embedded.dtype, device), DeviceUpload.Of(Ends(chunk, suffixes), device))
            .MoveToOuterDisposeScope();
    }

    private static int[] Pad(int[] suffix, int length) => [.. suffix, .. Enumerable.Repeat(Padding, length - suffix.Length)];

    private static ContextRows? ContextOf(int[] items, PromptLayout layout, Device device)
    {
        long[] rows = [.. Enumerable.Range(0, items.Length).Where(row => items[row] < 0).Select(row => (long)row)];
        return rows.Length == 0
            ? null
            : new ContextRows(DeviceUpload.Of(rows, device), DeviceUpload.Of(Array.ConvertAll(items, item => item < 0 ? 0f : 1f), device), layout.SharedContextLength);
    }

    private static SuffixBlock[] Blocks((int[] Suffix, long Index)[] chunk, PromptLayout layout, SuffixPacking packing, ScalarType dtype, Device device)
    {
        if (layout.IsPadded)
        {
            return [.. chunk.GroupBy(p => p.Suffix.Length).Select(g => SuffixBlock.Unmasked(g.Count(), g.Key))];
        }
        return packing == SuffixPacking.Padded
            ? [SuffixBlock.Padded([.. chunk.Select(p => (long)p.Suffix.Length)], layout.PrefixLength, dtype, device)]
            : [.. chunk.GroupBy(p => p.Suffix.Length).Select(g => SuffixBlock.Create(g.Count(), g.Key, layout.PrefixLength, dtype, device))];
    }

    /// <summary>The rows of the suffixes' last tokens, of which padding is none.</summary>
    private static long[] Ends((int[] Suffix, long Index)[] chunk, int[][] packed)
    {
        var ends = new long[chunk.Length];
        long start = 0;
        for (var i = 0; i < chunk.Length; i++)
        {
            ends[i] = start + chunk[i].Suffix.Length - 1;
            start += packed[i].Length;
        }
        return ends;
    }
}
