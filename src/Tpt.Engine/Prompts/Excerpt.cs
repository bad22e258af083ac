using System.Globalization;
using System.Text;

namespace Tpt.Engine.Prompts;

/// <summary>
/// A text as a message quotes it: at most 100 characters of it, in one line. What has no look of its own (control characters,
/// line ends, halves of surrogate pairs) is written as its code, <c>\u0000</c>.
/// </summary>
internal static class Excerpt
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        var builder = new StringBuilder();
        var rest = text.AsSpan();
        while (!rest.IsEmpty && text.Length - rest.Length < Longest)
        {
            var isText = Rune.DecodeFromUtf16(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isText && !IsInvisible(rune))
            {
                builder.Append(rest[..length]);
            }
            else
            {
                builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)rest[0]:X4}");
            }
            rest = rest[length..];
        }
        return rest.IsEmpty ? builder.ToString() : builder.Append('\u2026').ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
