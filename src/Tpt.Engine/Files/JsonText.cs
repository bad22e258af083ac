using System.Text.Json;
using System.Text.Unicode;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Files;

/// <summary>
/// Parses the JSON of a model's files. System.Text.Json looks at the characters of a text only when it is asked for, and then throws
/// <see cref="InvalidOperationException"/>; here a text that is none is found at once, with its place.
/// </summary>
internal static class JsonText
{
    private const int LongestMessage = 400;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <param name="allowDuplicates">Whether an object may have a key twice, for readers that look for that themselves.</param>
    /// <exception cref="JsonException">It is no JSON, no UTF-8, has half a surrogate pair, or a key twice in one object; the message says where.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, bool allowDuplicates = false)
    {
        if (utf8.Span.StartsWith(ByteOrderMark))
        {
            utf8 = utf8[ByteOrderMark.Length..];
        }
        RequireUtf8(utf8.Span);
        try
        {
            RequireWholeCharacters(utf8.Span);
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = allowDuplicates });
        }
        catch (JsonException e) when (e.Message.Length > LongestMessage)
        {
            // It quotes a token of the text, however long.
            throw new JsonException(FormattableString.Invariant($"{Excerpt.Of(e.Message)} (line {e.LineNumber + 1}, byte {e.BytePositionInLine})"), e);
        }
    }

    private static void RequireUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new JsonException("It is not in UTF-8.");
        }
    }

    /// <summary>An escape such as \ud83d is half a character: without its other half it is none.</summary>
    private static void RequireWholeCharacters(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
            {
                continue;
            }
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(Invariant($"The text at byte {reader.TokenStartIndex} has half a surrogate pair."), e);
            }
        }
    }
}
