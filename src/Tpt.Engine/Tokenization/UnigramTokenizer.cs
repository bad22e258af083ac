using Tpt.Engine.Tokenization.SentencePiece;

namespace Tpt.Engine.Tokenization;

/// <summary>A SentencePiece Unigram tokenizer.</summary>
internal sealed class UnigramTokenizer : ITextTokenizer
{
    private readonly UnigramModel _model;
    private readonly CharacterMap _characters;
    private readonly AddedTokens _added;
    private readonly bool _prefixesAll;
    private readonly Func<string, string>? _prepare;

    /// <param name="source">The pieces, which fit the text tower.</param>
    /// <param name="prepare">What happens to a text before SentencePiece sees it; null for nothing.</param>
    public UnigramTokenizer(UnigramSource source, Func<string, string>? prepare = null)
    {
        _model = new UnigramModel(source.Vocabulary);
        _characters = source.Vocabulary.Characters;
        _added = new AddedTokens(source.Added);
        _prefixesAll = source.PrefixesAll;
        _prepare = prepare;
    }

    public int? StartOfText { get; init; }

    public required int EndOfText { get; init; }

    public required int Padding { get; init; }

    public int[] Encode(string text)
    {
        var ids = new List<int>();
        var isBeginning = true;
        foreach (var part in _added.Split(text))
        {
            if (part.Token is { } token)
            {
                ids.Add(token);
            }
            else
            {
                ids.AddRange(_model.Encode(SentencePieceText.Normalize(_prepare?.Invoke(part.Text) ?? part.Text, _characters, isBeginning || _prefixesAll)));
            }
            isBeginning = false;
        }
        return [.. ids];
    }
}
