using System.Text;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>A Unigram model (Kudo 2018): pieces of text, and what happens to the characters of a text before.</summary>
/// <param name="Pieces">The pieces in the order of their ids.</param>
/// <param name="UnknownId">The id of what no piece has.</param>
/// <param name="Characters">What characters are written as.</param>
/// <param name="Source">The file that it was read from.</param>
internal sealed record UnigramVocabulary(IReadOnlyList<UnigramPiece> Pieces, int UnknownId, CharacterMap Characters, string Source)
{
    /// <summary>SentencePiece's trainer makes pieces of 16 characters at most. A trie of pieces is as deep as the longest, and built by recursion.</summary>
    private const int LongestPiece = 256;

    /// <summary>All pieces of XLM-V together have about 11 MB. Building the trie takes time and memory by their bytes.</summary>
    private const int MostBytes = 24 << 20;

    /// <summary>Whether a character that no piece has is written by the pieces of its bytes, as in mT5's model, rather than as the unknown token.</summary>
    public bool HasByteFallback { get; init; }

    /// <summary>The name of the piece of a byte.</summary>
    public static string NameOf(byte value) => Invariant($"<0x{value:X2}>");

    /// <exception cref="InvalidDataException">A piece cannot be one, or is there twice, or there is none but special ones.</exception>
    public void Require()
    {
        if (UnknownId < 0 || UnknownId >= Pieces.Count)
        {
            throw Invalid(Invariant($"the id of the unknown token is {UnknownId}, but there are {Pieces.Count} pieces"));
        }
        var bytes = 0L;
        var places = new Dictionary<string, int>(Pieces.Count, StringComparer.Ordinal);
        for (var id = 0; id < Pieces.Count; id++)
        {
            var piece = Pieces[id];
            var length = Encoding.UTF8.GetByteCount(piece.Text);
            bytes += length;
            if (length is 0 or > LongestPiece || piece.Text.Contains('\0', StringComparison.Ordinal))
            {
                throw Invalid(Invariant($"piece {id} is '{Excerpt.Of(piece.Text)}'; it must have 1 to {LongestPiece} bytes, none of them zero"));
            }
            if (!float.IsFinite(piece.Score))
            {
                throw Invalid(Invariant($"the score of piece {id}, '{Excerpt.Of(piece.Text)}', is {piece.Score}; it must be a finite number"));
            }
            if (piece.Kind is PieceKind.UserDefined)
            {
                throw Invalid(Invariant($"piece {id}, '{Excerpt.Of(piece.Text)}', is user-defined, which this library does not support"));
            }
            if (piece.Kind is PieceKind.Normal or PieceKind.Unused && !places.TryAdd(piece.Text, id))
            {
                throw Invalid(Invariant($"piece {id}, '{Excerpt.Of(piece.Text)}', is piece {places[piece.Text]} again"));
            }
        }
        if (bytes > MostBytes)
        {
            throw Invalid(Invariant($"its pieces have {bytes} bytes; they may have {MostBytes}"));
        }
        if (HasByteFallback && Pieces.Where(piece => piece.Kind == PieceKind.Byte).Select(piece => piece.Text).ToHashSet(StringComparer.Ordinal).Count != 256)
        {
            throw Invalid("byte_fallback is true, but not each of the 256 bytes has a piece");
        }
        if (!Pieces.Any(piece => piece.Kind == PieceKind.Normal))
        {
            throw Invalid("it has no piece of text");
        }
    }

    private InvalidDataException Invalid(string what) => new($"'{Source}' does not hold a SentencePiece Unigram model: {what}.");
}
