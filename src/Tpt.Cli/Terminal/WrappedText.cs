namespace Tpt.Cli.Terminal;

/// <summary>Texts of any length in lines of at most 80 columns.</summary>
internal static class WrappedText
{
    private const int Columns = 80;

    /// <summary>The text, broken at blanks. What has a name in front, as in <c>compared: </c>, goes on below its first word; a word that is longer than a line stays whole.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        var indent = new string(' ', text.IndexOf(": ", StringComparison.Ordinal) + 1 is > 0 and < Columns / 2 and var behind ? behind + 1 : 0);
        string? line = null;
        foreach (var word in text.Split(' '))
        {
            if (line is null)
            {
                line = word;
            }
            else if (CellText.Width(line) + 1 + CellText.Width(word) <= Columns)
            {
                line = $"{line} {word}";
            }
            else
            {
                yield return line;
                line = indent + word;
            }
        }
        yield return line ?? "";
    }
}
