using Microsoft.ML.Tokenizers;

namespace Tpt.Engine.Tokenization;

/// <summary>CLIP's tokenizer: lower-cased byte-level BPE with <c>&lt;/w&gt;</c> at the end of a word.</summary>
internal sealed class ClipTokenizer
{
    private const string StartOfTextToken = "<|startoftext|>";
    private const string EndOfTextToken = "<|endoftext|>";
    private readonly BpeTokenizer _bpe;

    /// <exception cref="InvalidDataException">The vocabulary lacks the start- or end-of-text token.</exception>
    public ClipTokenizer(BpeVocabulary vocabulary)
    {
        StartOfText = SpecialToken(vocabulary, StartOfTextToken);
        EndOfText = SpecialToken(vocabulary, EndOfTextToken);
        var special = new Dictionary<string, int> { [StartOfTextToken] = StartOfText, [EndOfTextToken] = EndOfText };
        _bpe = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens)
        {
            Merges = vocabulary.Merges,
            ByteLevel = true,
            EndOfWordSuffix = "</w>",
            PreTokenizer = new ClipPreTokenizer(special.Keys),
            SpecialTokens = special,
            UnknownToken = EndOfTextToken,
        });
        VocabularySize = vocabulary.Tokens.Values.Max() + 1;
    }

    public int StartOfText { get; }

    public int EndOfText { get; }

    /// <summary>One more than the largest token id.</summary>
    public int VocabularySize { get; }

    /// <summary>The tokens of a text alone, without start and end.</summary>
    public int[] Encode(string text) => [.. _bpe.EncodeToIds(ClipTextNormalizer.Normalize(text))];

    private static int SpecialToken(BpeVocabulary vocabulary, string token)
        => vocabulary.Tokens.TryGetValue(token, out var id)
            ? id
            : throw new InvalidDataException($"The vocabulary has no token '{token}': it is not that of a CLIP model.");
}
