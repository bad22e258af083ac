using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>Checks that a byte-level BPE is the one that a text tower was trained with, as far as that shows.</summary>
internal static class ClipVocabularyFit
{
    /// <summary>
    /// What training tools round an embedding up to. 49,408, the size of CLIP's own vocabulary, is a multiple of each: a larger embedding
    /// than that means that tokens are missing.
    /// </summary>
    private static readonly int[] _paddings = [8, 16, 32, 64, 128, 256];

    /// <exception cref="InvalidDataException">Tokens are missing or left over, or the tower would be read at another token than the end of the text.</exception>
    public static void Require(BpeVocabulary vocabulary, ClipTextConfig text)
    {
        RequireSize(vocabulary, text.VocabSize);
        RequireEnd(vocabulary, text);
    }

    private static void RequireSize(BpeVocabulary vocabulary, int rows)
    {
        var size = vocabulary.Size;
        if (size > rows)
        {
            throw Invalid(vocabulary, Invariant($"the tokenizer has {size} tokens, but the text tower has a vocabulary of {rows}"));
        }
        if (vocabulary.Tokens.Count < size)
        {
            var ids = vocabulary.Tokens.Values.ToHashSet();
            var missing = Enumerable.Range(0, size).First(id => !ids.Contains(id));
            throw Invalid(vocabulary, Invariant($"the tokenizer has {vocabulary.Tokens.Count} tokens, but ids up to {size - 1}: none has the id {missing}. The vocabulary was cut"));
        }
        if (size < rows && !_paddings.Any(padding => (size + padding - 1) / padding * padding == rows))
        {
            throw Invalid(vocabulary, Invariant($"the tokenizer has {size} tokens, but the text tower has a vocabulary of {rows}. ")
                + "The tokenizer was cut, is another model's, or lacks a file such as added_tokens.json. Take all its files from the model's own repository");
        }
    }

    private static void RequireEnd(BpeVocabulary vocabulary, ClipTextConfig text)
    {
        var end = vocabulary.Tokens[BpeVocabulary.EndOfText];
        if (text.EndOfTextId is { } configured && configured != end)
        {
            throw Invalid(vocabulary, Invariant($"the id of '{BpeVocabulary.EndOfText}' is {end}, but the configuration's eos_token_id is {configured}: the text tower would be read at another token"));
        }
        string[] above = [.. vocabulary.Tokens.Where(token => token.Value > end).OrderBy(token => token.Value).Select(token => token.Key)];
        if (text.EndOfTextId is null && above.Length > 0)
        {
            var reason = text.ReadsLargestId ? "an eos_token_id of 2 means that" : "without an eos_token_id,";
            throw Invalid(vocabulary, Invariant($"{reason} the text tower is read at the largest id of a text, but the tokenizer has tokens above the end of the text, {end}: {Excerpt.Of(above)}. ")
                + Invariant($"If the model was trained to be read at the end, set eos_token_id in the text_config of config.json to {end}"));
        }
    }

    private static InvalidDataException Invalid(BpeVocabulary vocabulary, string what) => new($"'{vocabulary.Source}': {what}.");
}
