using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>CLIP's tokenizer: lower-cased byte-level BPE with <c>&lt;/w&gt;</c> at the end of a word.</summary>
internal sealed class ClipTokenizer : ITextTokenizer
{
    private readonly BpeTokenizer _bpe;
    private readonly string? _source;
    private readonly AddedTokens _given, _normalized;

    public ClipTokenizer(BpeVocabulary vocabulary)
    {
        _source = vocabulary.Source;
        _given = new AddedTokens(vocabulary.Added.Where(token => !token.IsNormalized));
        _normalized = new AddedTokens(vocabulary.Added.Where(token => token.IsNormalized), ClipTextNormalizer.Normalize);
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

    int? ITextTokenizer.StartOfText => StartOfText;

    public int EndOfText { get; }

    /// <summary>As Hugging Face's tokenizer fills up; the text tower is causal and never reads it.</summary>
    public int Padding => EndOfText;

    /// <summary>The tokens of a text alone, without start and end.</summary>
    /// <exception cref="InvalidDataException">The vocabulary has no token for a character of the text, as one that was cut has not.</exception>
    public int[] Encode(string text)
        => [.. _given.Split(text).SelectMany(part => part.Token is { } token ? [token] : EncodeNormalized(ClipTextNormalizer.Normalize(part.Text)))];

    private IEnumerable<int> EncodeNormalized(string text)
        => _normalized.Split(text).SelectMany(part => part.Token is { } token ? [token] : EncodeWords(part.Text));

    private int[] EncodeWords(string text)
    {
        int[] ids = [.. _bpe.EncodeToIds(text)];
        // What is unknown becomes the end-of-text token, where the text tower would stop to read.
        var written = Regex.Count(text, Regex.Escape(BpeVocabulary.EndOfText));
        return ids.Count(id => id == EndOfText) <= written
            ? ids
            : throw new InvalidDataException($"'{_source}': the vocabulary has no token for a character of '{Excerpt.Of(text)}', but a byte-level one has a token for every byte. It was cut, or is another model's.");
    }
}
