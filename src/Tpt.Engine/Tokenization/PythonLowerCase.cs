using System.Globalization;
using System.Text;

namespace Tpt.Engine.Tokenization;

/// <summary>Python's <c>str.lower</c>, which unlike .NET's looks at a sigma's neighbours and writes U+0130 as two characters.</summary>
internal static class PythonLowerCase
{
    private const int CapitalSigma = 0x03A3;
    private const int CapitalDottedI = 0x0130;

    public static string ToLower(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var isCasedBehind = IsCasedBehind(runes);
        var isCasedBefore = false;
        var builder = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Length; i++)
        {
            _ = runes[i].Value switch
            {
                CapitalDottedI => builder.Append("i\u0307"),
                // The Unicode standard's Final_Sigma: a cased letter stands before it and none behind, whatever is case-ignorable between.
                CapitalSigma => builder.Append(isCasedBefore && !isCasedBehind[i] ? '\u03C2' : '\u03C3'),
                var other => builder.Append(new Rune(UnicodeData.LowerCase(other))),
            };
            isCasedBefore = IsCaseIgnorable(runes[i]) ? isCasedBefore : IsCased(runes[i]);
        }
        return builder.ToString();
    }

    /// <summary>For each place, whether the next rune behind it that is not case-ignorable is a cased letter.</summary>
    private static bool[] IsCasedBehind(Rune[] runes)
    {
        var isCased = new bool[runes.Length];
        for (var i = runes.Length - 2; i >= 0; i--)
        {
            isCased[i] = IsCaseIgnorable(runes[i + 1]) ? isCased[i + 1] : IsCased(runes[i + 1]);
        }
        return isCased;
    }

    private static bool IsCased(Rune rune)
        => Rune.IsUpper(rune) || Rune.IsLower(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter
            // Cased, though their category is another: ordinal indicators, Roman numerals, circled letters.
            || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);

    private static bool IsCaseIgnorable(Rune rune)
        => rune.Value is '\'' or '.' or ':' or '\u00B7' or '\u2019' or '\u2018' or '\u2024' or '\u2027'
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
