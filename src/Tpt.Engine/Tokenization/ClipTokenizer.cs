using Microsoft.ML.Tokenizers;

namespace Tpt.Engine.Tokenization;

/// <summary>CLIP's tokenizer: lower-cased byte-level BPE with <c>&lt;/w&gt;</c> at the end of a word.</summary>
internal sealed class ClipTokenizer
{
    private readonly BpeTokenizer _bpe;

    public ClipTokenizer(BpeVocabulary vocabulary)
    {
        StartOfText = vocabulary.Tokens[BpeVocabulary.StartOfText];
        EndOfText = vocabulary.Tokens[BpeVocabulary.EndOfText];
        var special = new Dictionary<string, int> { [BpeVocabulary.StartOfText] = StartOfText, [BpeVocabulary.EndOfText] = EndOfText };
        _bpe = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges,
            ByteLevel = true,
            EndOfWordSuffix = "</w>",
            PreTokenizer = new ClipPreTokenizer(special.Keys),
            SpecialTokens = special,
            UnknownToken = BpeVocabulary.EndOfText,
        });
    }

    public int StartOfText { get; }

    public int EndOfText { get; }

    /// <summary>The tokens of a text alone, without start and end.</summary>
    public int[] Encode(string text) => [.. _bpe.EncodeToIds(ClipTextNormalizer.Normalize(text))];
}
