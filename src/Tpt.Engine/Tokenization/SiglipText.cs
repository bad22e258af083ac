using System.Buffers;
using System.Text;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// What SigLIP does to a text before SentencePiece: lower case, no punctuation, one blank between words (big_vision's canonicalize; the same
/// in transformers' SiglipTokenizer and OpenCLIP, but that transformers also joins the words about an underscore).
/// </summary>
internal static class SiglipText
{
    /// <summary>Python's <c>string.punctuation</c> without the underscore.</summary>
    private static readonly SearchValues<char> _punctuation = SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~");

    public static string Canonicalize(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var character in PythonLowerCase.ToLower(text))
        {
            if (!_punctuation.Contains(character))
            {
                // A text has no U+2581: that is SentencePiece's own sign for a blank.
                builder.Append(character is '_' or '\u2581' || char.IsWhiteSpace(character) ? ' ' : character);
            }
        }
        return string.Join(' ', builder.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
