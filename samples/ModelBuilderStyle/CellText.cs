using System.Text;
using Spectre.Console.Rendering;

namespace ModelBuilderStyle;

/// <summary>Texts in cells of a terminal: a Chinese character takes two.</summary>
internal static class CellText
{
    /// <summary>The text with a question mark for each control character: a file's name may hold what moves the cursor.</summary>
    public static string Visible(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) ? '?' : source[i];
        }
    });

    public static int Width(string text) => new Segment(text).CellCount();

    /// <summary>The text, with its end left out where it is too wide.</summary>
    public static string CutEnd(string text, int width) => Width(text) <= width ? text : Start(text.EnumerateRunes(), width - 1) + "…";

    /// <summary>The text, with its middle left out where it is too wide: of a path both the folder and the file can be told.</summary>
    public static string CutMiddle(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }
        var end = Start(text.EnumerateRunes().Reverse(), width / 2);
        return $"{Start(text.EnumerateRunes(), width - 1 - (width / 2))}…{string.Concat(end.EnumerateRunes().Reverse().Select(rune => rune.ToString()))}";
    }

    private static string Start(IEnumerable<Rune> runes, int width)
    {
        var start = new StringBuilder();
        foreach (var rune in runes)
        {
            width -= Width(rune.ToString());
            if (width < 0)
            {
                break;
            }
            start.Append(rune.ToString());
        }
        return start.ToString();
    }
}
