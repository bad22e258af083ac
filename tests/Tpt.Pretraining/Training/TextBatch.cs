using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>Texts through the text tower: packed without padding behind the one start token that they share.</summary>
internal sealed class TextBatch(ClipTokenizer tokenizer)
{
    /// <summary>The most tokens of a text between start and end; the rest is cut off.</summary>
    public const int LongestText = 22;

    private readonly Dictionary<string, int[]> _suffixes = new(StringComparer.Ordinal);

    /// <summary>L2-normalised text features <c>[texts, embedding]</c> in 32-bit floats, in the order of the texts.</summary>
    public Tensor Encode(ClipNetwork network, IReadOnlyList<string> texts)
    {
        using var scope = NewDisposeScope();
        var text = network.Text;
        var device = network.LogitScale.device;
        var sorted = texts.Select((t, index) => (Suffix: Suffix(t), Index: index)).OrderBy(t => t.Suffix.Length).ToArray();
        var start = text.Embeddings.forward(tensor(new long[] { tokenizer.StartOfText }, device: device)).unsqueeze(0);
        var ids = tensor(sorted.SelectMany(t => t.Suffix).Select(id => (long)id).ToArray(), device: device);
        var positions = tensor(sorted.SelectMany(t => Enumerable.Range(0, t.Suffix.Length)).Select(p => (long)p).ToArray(), device: device);
        var embedded = text.Embeddings.Tokens(ids) + text.Embeddings.Positions(1, sorted[^1].Suffix.Length).index_select(0, positions);
        var blocks = sorted.GroupBy(t => t.Suffix.Length)
            .Select(g => SuffixBlock.Create(g.Count(), g.Key, 1, embedded.dtype, device)).ToArray();
        var ends = tensor(sorted.Select(t => (long)t.Suffix.Length).ToArray(), device: device).cumsum(0) - 1;
        var places = new long[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            places[sorted[i].Index] = i;
        }
        var pooled = text.EncodeBehind(text.EncodePrefix(start), embedded, blocks, ends);
        return network.ProjectText(pooled).to(ScalarType.Float32).index_select(0, tensor(places, device: device)).MoveToOuterDisposeScope();
    }

    private int[] Suffix(string text)
    {
        if (!_suffixes.TryGetValue(text, out var suffix))
        {
            _suffixes[text] = suffix = [.. tokenizer.Encode(text).Take(LongestText), tokenizer.EndOfText];
        }
        return suffix;
    }
}
