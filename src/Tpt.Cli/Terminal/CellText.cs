using System.Text;
using Spectre.Console.Rendering;

namespace Tpt.Cli.Terminal;

/// <summary>Texts in cells of a terminal: a Chinese character takes two. A file's name may hold what moves the cursor; that is shown as a question mark.</summary>
internal static class CellText
{
    /// <summary>So much of a path is in a message.</summary>
    private const int LongestQuoted = 200;

    /// <summary>As a message quotes it.</summary>
    public static string Quoted(string text) => CutMiddle(text, LongestQuoted);

    public static int Width(string text) => new Segment(Visible(text)).CellCount();

    /// <summary>The text in exactly so many cells, with blanks behind it, or with its end left out.</summary>
    public static string Fill(string text, int width) => Pad(CutEnd(text, width), width);

    /// <summary>The text in exactly so many cells, with its start left out where it is too wide: of paths the ends differ.</summary>
    public static string FillPath(string text, int width) => Pad(CutStart(text, width), width);

    /// <summary>The text, with its end left out where it is too wide.</summary>
    public static string CutEnd(string text, int width)
    {
        var visible = Visible(text);
        return Width(visible) <= width ? visible : Start(visible.EnumerateRunes(), width - 1) + "…";
    }

    /// <summary>The text, with its start left out where it is too wide.</summary>
    public static string CutStart(string text, int width)
    {
        var visible = Visible(text);
        return Width(visible) <= width ? visible : "…" + End(visible, width - 1);
    }

    /// <summary>The text, with its middle left out where it is too wide.</summary>
    public static string CutMiddle(string text, int width)
    {
        var visible = Visible(text);
        if (Width(visible) <= width)
        {
            return visible;
        }
        return $"{Start(visible.EnumerateRunes(), width - 1 - (width / 2))}…{End(visible, width / 2)}";
    }

    private static string Visible(string text) => string.Create(text.Length, text, (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) || IsDirection(source[i]) ? '?' : source[i];
        }
    });

    /// <summary>Characters that turn the direction of what follows, so that <c>gpj.exe</c> is shown as <c>exe.jpg</c>.</summary>
    private static bool IsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    private static string End(string text, int width)
        => string.Concat(Start(text.EnumerateRunes().Reverse(), width).EnumerateRunes().Reverse().Select(rune => rune.ToString()));

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
