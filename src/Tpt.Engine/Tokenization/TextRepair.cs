using System.Text;
using System.Text.RegularExpressions;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// What ftfy's <c>fix_text</c> does to a text that was decoded properly: straight quotes, ligatures and full-width
/// letters taken apart, control characters and terminal escapes removed, composed (NFC). Text that was decoded with the
/// wrong encoding is left as it is, where ftfy guesses what it was.
/// </summary>
internal static partial class TextRepair
{
    private static readonly Dictionary<char, string> _ligatures = new()
    {
        ['\u0132'] = "IJ", ['\u0133'] = "ij", ['\u0149'] = "\u02BCn",
        ['\u01F1'] = "DZ", ['\u01F2'] = "Dz", ['\u01F3'] = "dz", ['\u01C4'] = "D\u017D", ['\u01C5'] = "D\u017E", ['\u01C6'] = "d\u017E",
        ['\u01C7'] = "LJ", ['\u01C8'] = "Lj", ['\u01C9'] = "lj", ['\u01CA'] = "NJ", ['\u01CB'] = "Nj", ['\u01CC'] = "nj",
        ['\uFB00'] = "ff", ['\uFB01'] = "fi", ['\uFB02'] = "fl", ['\uFB03'] = "ffi", ['\uFB04'] = "ffl", ['\uFB05'] = "\u017Ft", ['\uFB06'] = "st",
    };

    /// <summary>Repairs a text over and over until that changes nothing.</summary>
    public static string Fix(string text)
    {
        // A text with a '<' may be HTML, in which "&lt;" means something else than "<".
        var unescape = !text.Contains('<', StringComparison.Ordinal);
        // Terminal escapes are gone after the first round, so it alone sees the text with its entities as they stand.
        var repaired = FixOnce(unescape ? EntityWithSemicolon().Replace(text, entity => UnescapeWhole(entity.Value) ?? entity.Value) : text);
        return FixAll(repaired, unescape ? round => FixOnce(NestedEntities.Unescape(round, UnescapeAndFix)) : FixOnce);
    }

    private static string FixAll(string text, Func<string, string> round)
    {
        string before;
        do
        {
            before = text;
            text = round(text);
        }
        while (text != before);
        return text;
    }

    /// <summary>One round of repairs, entities apart.</summary>
    internal static string FixOnce(string text)
    {
        var builder = new StringBuilder(text.Length);
        // Enumerating runes turns a lone surrogate into U+FFFD.
        foreach (var rune in TerminalEscape().Replace(text, "").EnumerateRunes())
        {
            if (rune.IsBmp)
            {
                builder.Append(Fix((char)rune.Value));
            }
            else
            {
                builder.Append(rune);
            }
        }
        return ComposedForm.Of(builder.ToString());
    }

    private static string Fix(char c) => c switch
    {
        '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
        >= '\u201C' and <= '\u201F' => "\"",
        // An overline is a blank with a combining one.
        '\uFFE3' => " \u0304",
        '\u3000' or (>= '\uFF01' and <= '\uFFEF') => ((char)UnicodeData.UsualWidth(c)).ToString(),
        >= '\u0080' and <= '\u009F' => HtmlEntities.FromWindows1252(c).ToString(),
        (< ' ' and not ('\t' or '\n' or '\f' or '\r')) or '\u007F' or '\uFEFF' or (>= '\u206A' and <= '\u206F') or (>= '\uFFF9' and <= '\uFFFC') => "",
        _ => _ligatures.GetValueOrDefault(c) ?? c.ToString(),
    };

    /// <summary>What "&amp;ampfoo;" holds is no entity with a semicolon.</summary>
    private static string? UnescapeWhole(string entity)
        => HtmlEntities.Unescape(entity) is var unescaped && unescaped.Contains(';', StringComparison.Ordinal) ? null : unescaped;

    private static string? UnescapeAndFix(string entity) => UnescapeWhole(entity) is { } unescaped ? FixAll(unescaped, FixOnce) : null;

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};")]
    private static partial Regex EntityWithSemicolon();

    [GeneratedRegex("\u001B\\[[0-9;]*[a-zA-Z]")]
    private static partial Regex TerminalEscape();
}
