using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>The plain forms of what the normalizer does: each slower than linear, and easy to see right.</summary>
internal static partial class PlainTextRepair
{
    /// <summary>One layer of entities a round, as ftfy does, until a round changes nothing.</summary>
    public static string Fix(string text)
    {
        var unescape = !text.Contains('<', StringComparison.Ordinal);
        string before;
        do
        {
            before = text;
            text = TextRepair.FixOnce(unescape ? EntityWithSemicolon().Replace(text, Unescape) : text);
        }
        while (text != before);
        return text;
    }

    /// <summary>Looks at all neighbours of each sigma.</summary>
    public static string ToLower(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        return string.Concat(runes.Select((rune, i) => rune.Value switch
        {
            0x0130 => "i\u0307",
            0x03A3 => IsCased(runes.Take(i).Reverse()) && !IsCased(runes.Skip(i + 1)) ? "\u03C2" : "\u03C3",
            _ => Rune.ToLowerInvariant(rune).ToString(),
        }));
    }

    private static bool IsCased(IEnumerable<Rune> neighbours)
        => neighbours.SkipWhile(IsCaseIgnorable).Take(1).Any(rune =>
            Rune.IsUpper(rune) || Rune.IsLower(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter
            || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9));

    private static bool IsCaseIgnorable(Rune rune)
        => rune.Value is '\'' or '.' or ':' or '\u00B7' or '\u2019' or '\u2018' or '\u2024' or '\u2027'
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    private static string Unescape(Match entity)
        => HtmlEntities.Unescape(entity.Value) is var unescaped && unescaped.Contains(';', StringComparison.Ordinal) ? entity.Value : unescaped;

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};")]
    private static partial Regex EntityWithSemicolon();
}
