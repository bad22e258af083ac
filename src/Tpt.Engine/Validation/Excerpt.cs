using System.Globalization;
using System.Text;

namespace Tpt.Engine.Validation;

/// <summary>
/// What comes from outside as a message quotes it. Of a text at most 100 characters, in one line; of a list at most five items. What has no look of its own (control characters,
/// line ends, halves of surrogate pairs) is written as its code, <c>\u0000</c>.
/// </summary>
internal static class Excerpt
{
    private const int Longest = 100;
    private const int MaxItems = 5;

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

    public static string Of(IReadOnlyCollection<string> items, string separator = ", ")
        => string.Join(separator, items.Take(MaxItems).Select(Of)) + (items.Count > MaxItems ? FormattableString.Invariant($"{separator}and {items.Count - MaxItems} more") : "");

    /// <summary>A shape in brackets; no tensor of a model has more than four dimensions.</summary>
    public static string Of(IReadOnlyCollection<long> shape)
        => $"[{Of([.. shape.Select(size => size.ToString(CultureInfo.InvariantCulture))])}]";

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
