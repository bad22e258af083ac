using System.Text;
using Microsoft.ML.Tokenizers;
using Tpt.Engine.Tokenization.SentencePiece;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// SigLIP 2's tokenizer, which is Gemma's with texts in lower case (Tschannen et al. 2025, section 2.1): a BPE over whole characters with
/// U+2581 for a blank, and the bytes of a character that it has no token for. Read from tokenizer.json.
/// </summary>
internal sealed class GemmaTokenizer : ITextTokenizer
{
    private readonly BpeTokenizer _bpe;
    private readonly BpeVocabulary _vocabulary;
    private readonly AddedTokens _added;
    private readonly int[] _bytes;

    private GemmaTokenizer(BpeVocabulary vocabulary, int[] bytes)
    {
        (_vocabulary, _bytes) = (vocabulary, bytes);
        _added = new AddedTokens(vocabulary.Added);
        _bpe = BpeTokenizer.Create(new BpeOptions(vocabulary.Tokens) { Merges = vocabulary.Merges, PreTokenizer = new UnsplitText() });
    }

    public int? StartOfText => null;

    public required int EndOfText { get; init; }

    public required int Padding { get; init; }

    /// <param name="json">The file.</param>
    /// <param name="settings">What other files say of special tokens.</param>
    /// <param name="rows">The vocabulary of the text tower.</param>
    /// <exception cref="InvalidDataException">It is no such tokenizer, or another one than the text tower's.</exception>
    public static GemmaTokenizer Load(TokenizerJson json, TokenizerSettings settings, int rows)
    {
        var vocabulary = GemmaVocabulary.Read(json, settings, rows);
        int[] bytes = [.. Enumerable.Range(0, 256).Select(value => Id(vocabulary, UnigramVocabulary.NameOf((byte)value)))];
        return new GemmaTokenizer(vocabulary, bytes)
        {
            EndOfText = Id(vocabulary, settings.Special.GetValueOrDefault("eos_token", "<eos>")),
            Padding = Id(vocabulary, settings.Special.GetValueOrDefault("pad_token", "<pad>")),
        };
    }

    public int[] Encode(string text)
        => [.. _added.Split(text).SelectMany(part => part.Token is { } token ? [token] : EncodeText(PythonLowerCase.ToLower(part.Text).Replace(' ', SentencePieceText.Space)))];

    /// <summary>Bytes take part in no merge, so that what stands between them can be merged by itself.</summary>
    private List<int> EncodeText(string text)
    {
        var ids = new List<int>();
        var known = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (_vocabulary.Tokens.ContainsKey(rune.ToString()))
            {
                known.Append(rune);
                continue;
            }
            Flush();
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                ids.Add(_bytes[value]);
            }
        }
        Flush();
        return ids;

        void Flush()
        {
            ids.AddRange(_bpe.EncodeToIds(known.ToString()));
            known.Clear();
        }
    }

    private static int Id(BpeVocabulary vocabulary, string token) => vocabulary.Tokens.TryGetValue(token, out var id)
        ? id
        : throw new InvalidDataException($"'{vocabulary.Source}': SigLIP 2's Gemma tokenizer has no token '{Excerpt.Of(token)}' here. The file was cut, or is another model's.");
}
