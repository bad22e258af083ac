namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>A piece of a Unigram model. Its id is its place.</summary>
/// <param name="Text">The text, with U+2581 for white space.</param>
/// <param name="Score">The logarithm of its probability.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct UnigramPiece(string Text, float Score, PieceKind Kind = PieceKind.Normal);
