using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>The pieces of a Unigram model in a tokenizer.json: a list of pairs of a piece and its score.</summary>
internal static class UnigramList
{
    /// <param name="utf8">The list as JSON.</param>
    /// <param name="mostPieces">How many pieces it may have.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">It is no such list, or has too many pieces.</exception>
    public static List<UnigramPiece> Read(ReadOnlySpan<byte> utf8, int mostPieces, string path)
    {
        var pieces = new List<UnigramPiece>();
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (pieces.Count == mostPieces)
            {
                throw new InvalidDataException(Invariant($"'{path}' has more than {mostPieces} pieces, which are more than the model's text tower has tokens."));
            }
            pieces.Add(ReadPiece(ref reader, pieces.Count, path));
        }
        return pieces;
    }

    private static UnigramPiece ReadPiece(ref Utf8JsonReader reader, int place, string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            throw Invalid(place, path);
        }
        var text = Text(ref reader, place, path);
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var score) || !reader.Read() || reader.TokenType != JsonTokenType.EndArray)
        {
            throw Invalid(place, path);
        }
        return new UnigramPiece(text, (float)score);
    }

    private static string Text(ref Utf8JsonReader reader, int place, string path)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException(Invariant($"'{path}': piece {place} has half a surrogate pair."), e);
        }
    }

    private static InvalidDataException Invalid(int place, string path) => new(Invariant($"'{path}': piece {place} is no pair of a text and a score."));
}
