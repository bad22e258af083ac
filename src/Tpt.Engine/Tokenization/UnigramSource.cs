using System.Text.RegularExpressions;
using Tpt.Engine.Tokenization.SentencePiece;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>What the files of a folder say of a SentencePiece Unigram tokenizer.</summary>
/// <param name="Vocabulary">Its pieces, in the order of the ids that the text tower knows.</param>
/// <param name="Added">The tokens that are found in a text before it is split.</param>
/// <param name="PrefixesAll">Whether a blank is put in front of what stands behind such a token too, rather than in front of the text alone.</param>
internal sealed partial record UnigramSource(UnigramVocabulary Vocabulary, IReadOnlyList<AddedToken> Added, bool PrefixesAll)
{
    /// <summary>How many pieces beyond the text tower's vocabulary are read at all: mT5's model has 100 that SigLIP has no rows for.</summary>
    public const int MostSurplus = 1024;

    /// <summary>The id of a piece.</summary>
    /// <exception cref="InvalidDataException">There is no such piece.</exception>
    public int IdOf(string piece)
    {
        for (var id = 0; id < Vocabulary.Pieces.Count; id++)
        {
            if (Vocabulary.Pieces[id].Text == piece)
            {
                return id;
            }
        }
        return Added.FirstOrDefault(token => token.Content == piece)?.Id
            ?? throw new InvalidDataException($"'{Vocabulary.Source}' has no token '{Excerpt.Of(piece)}'.");
    }

    /// <summary>The same without T5's sentinels, which stand behind the vocabulary of SigLIP's text tower, and which no text gives.</summary>
    /// <param name="model">What errors call the model.</param>
    /// <param name="rows">The vocabulary of the text tower.</param>
    /// <exception cref="InvalidDataException">There are more or fewer tokens than the tower has, or a token of the files cannot be found as it should be.</exception>
    public UnigramSource FitTo(string model, int rows)
    {
        var fit = this with
        {
            Vocabulary = Vocabulary with { Pieces = [.. Vocabulary.Pieces.Where((piece, id) => id < rows || !Sentinel().IsMatch(piece.Text))] },
            Added = [.. Added.Where(token => token.Id < rows || !Sentinel().IsMatch(token.Content))],
        };
        var size = Math.Max(fit.Vocabulary.Pieces.Count, fit.Added.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        if (size != rows)
        {
            throw new InvalidDataException(Invariant($"'{Vocabulary.Source}': the tokenizer has {size} tokens, but the text tower of this {model} has a vocabulary of {rows}. Take the tokenizer from the model's own repository."));
        }
        foreach (var token in fit.Added)
        {
            if (token.IsSingleWord)
            {
                throw new InvalidDataException($"'{Vocabulary.Source}': the added token '{Excerpt.Of(token.Content)}' is a single_word, which this library does not support.");
            }
            if (token.Id < fit.Vocabulary.Pieces.Count && fit.Vocabulary.Pieces[token.Id].Text != token.Content)
            {
                throw new InvalidDataException(Invariant($"'{Vocabulary.Source}': the added token '{Excerpt.Of(token.Content)}' has the id {token.Id}, which is that of the piece '{Excerpt.Of(fit.Vocabulary.Pieces[token.Id].Text)}'."));
            }
        }
        fit.Vocabulary.Require();
        return fit;
    }

    [GeneratedRegex(@"^\u2581?<extra_id_\d+>$", RegexOptions.CultureInvariant)]
    private static partial Regex Sentinel();
}
