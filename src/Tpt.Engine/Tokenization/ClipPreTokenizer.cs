using System.Buffers;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// CLIP's split of a lower-cased text: special tokens, contractions, runs of letters, single digits, runs of anything
/// else that is no white space. A .NET regex cannot do it, since it takes a letter beyond U+FFFF for two symbols.
/// </summary>
internal sealed class ClipPreTokenizer(IReadOnlyCollection<string> specialTokens) : PreTokenizer
{
    private readonly string[] _fixed = [.. specialTokens, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Letter,
        Number,
        WhiteSpace,
        Other,
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        for (var at = 0; at < text.Length;)
        {
            var (kind, length) = Next(text[at..]);
            if (kind != Kind.WhiteSpace)
            {
                words.Add((at, length));
            }
            at += length;
        }
        return words;
    }

    private (Kind Kind, int Length) Next(ReadOnlySpan<char> text)
    {
        foreach (var word in _fixed)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
            {
                return (Kind.Other, word.Length);
            }
        }
        var (kind, length) = First(text);
        while (kind != Kind.Number && length < text.Length && First(text[length..]) is var next && next.Kind == kind)
        {
            length += next.Length;
        }
        return (kind, length);
    }

    private static (Kind Kind, int Length) First(ReadOnlySpan<char> text)
    {
        var length = Rune.DecodeFromUtf16(text, out var rune, out var consumed) == OperationStatus.Done ? rune.Utf16SequenceLength : consumed;
        var kind = Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsNumber(rune) ? Kind.Number
            : Rune.IsWhiteSpace(rune) ? Kind.WhiteSpace
            : Kind.Other;
        return (kind, length);
    }
}
