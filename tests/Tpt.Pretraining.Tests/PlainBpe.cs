using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Tests;

/// <summary>Byte-level BPE written plainly: every merge is tried on the whole word, in the order in which they were learned.</summary>
internal static class PlainBpe
{
    public static int[] Encode(BpeVocabulary vocabulary, string text)
    {
        var normalized = ClipTextNormalizer.Normalize(text);
        var words = new ClipPreTokenizer([]).PreTokenize(normalized).Select(w => normalized.Substring(w.Offset, w.Length));
        return [.. words.SelectMany(word => Symbols(vocabulary, ByteAlphabet.Write(word))).Select(symbol => vocabulary.Tokens[symbol])];
    }

    private static List<string> Symbols(BpeVocabulary vocabulary, string word)
    {
        var symbols = word.Select(c => c.ToString()).ToList();
        symbols[^1] += "</w>";
        foreach (var merge in vocabulary.Merges)
        {
            var pair = merge.Split(' ');
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (symbols[i] == pair[0] && symbols[i + 1] == pair[1])
                {
                    symbols[i] += symbols[i + 1];
                    symbols.RemoveAt(i + 1);
                }
            }
        }
        return symbols;
    }
}
