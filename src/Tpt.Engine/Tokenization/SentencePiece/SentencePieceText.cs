using System.Text;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>SentencePiece's normalisation with its defaults: the character map, no more than one blank at a time, U+2581 for each and one in front.</summary>
internal static class SentencePieceText
{
    /// <summary>Stands for a blank.</summary>
    public const char Space = '\u2581';

    /// <param name="text">The text.</param>
    /// <param name="characters">What its characters are written as.</param>
    /// <param name="isBeginning">Whether a blank is put in front. Otherwise one stays there that is there.</param>
    /// <returns>The text as its pieces spell it; empty where it has nothing but blanks.</returns>
    public static string Normalize(string text, CharacterMap characters, bool isBeginning)
    {
        var mapped = characters.Apply(text);
        var words = mapped.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return "";
        }
        var builder = new StringBuilder(mapped.Length + 1);
        if (isBeginning || mapped[0] == ' ')
        {
            builder.Append(Space);
        }
        return builder.AppendJoin(Space, words).ToString();
    }
}
