using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Python's <c>html.unescape</c>: numeric references and named ones, the old names without their semicolon too. Of the
/// names that HTML 5 added to those of HTML 4, only <c>&amp;apos;</c> is known.
/// </summary>
internal static partial class HtmlEntities
{
    private const string ReplacementCharacter = "\uFFFD";

    /// <summary>What HTML takes the code points 0x80 to 0x9F for.</summary>
    private const string Windows1252Controls =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>The names of U+00A0 to U+00FF in their order.</summary>
    private const string Latin1Names =
        "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr "
        + "deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest "
        + "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml "
        + "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig "
        + "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml "
        + "eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

    private static readonly Dictionary<string, string> _withoutSemicolon = new(
        Latin1Names.Split(' ').Select((name, index) => KeyValuePair.Create(name, ((char)(0xA0 + index)).ToString())),
        StringComparer.Ordinal)
    {
        ["amp"] = "&", ["lt"] = "<", ["gt"] = ">", ["quot"] = "\"",
        ["AMP"] = "&", ["LT"] = "<", ["GT"] = ">", ["QUOT"] = "\"", ["COPY"] = "\u00A9", ["REG"] = "\u00AE",
    };

    public static string Unescape(string text)
        => text.Contains('&', StringComparison.Ordinal)
            ? Reference().Replace(text, match => match.ValueSpan[1] == '#' ? Numeric(match.Value.TrimEnd(';')[2..]) : Named(match.Value[1..]))
            : text;

    /// <summary>The character that Windows-1252 has where Unicode has the control character <paramref name="c"/>.</summary>
    public static char FromWindows1252(char c) => c is >= '\u0080' and <= '\u009F' ? Windows1252Controls[c - 0x80] : c;

    private static string Numeric(string digits)
    {
        var parsed = digits[0] is 'x' or 'X'
            ? int.TryParse(digits.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!parsed || number == 0 || !Rune.IsValid(number))
        {
            return ReplacementCharacter;
        }
        if (number is >= 0x80 and <= 0x9F)
        {
            return FromWindows1252((char)number).ToString();
        }
        var isControl = number is (< 0x20 and not ('\t' or '\n' or '\f' or '\r')) or 0x7F;
        var isNoncharacter = number is >= 0xFDD0 and <= 0xFDEF || (number & 0xFFFE) == 0xFFFE;
        return isControl || isNoncharacter ? "" : new Rune(number).ToString();
    }

    /// <param name="name">What follows the ampersand.</param>
    private static string Named(string name)
    {
        var reference = $"&{name}";
        if (name[^1] == ';' && WebUtility.HtmlDecode(reference) is var decoded && decoded != reference)
        {
            return decoded;
        }
        for (var length = name.Length; length > 1; length--)
        {
            if (_withoutSemicolon.TryGetValue(name[..length], out var character))
            {
                return name[length..] is ";" ? character : character + name[length..];
            }
        }
        return reference;
    }

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")]
    private static partial Regex Reference();
}
