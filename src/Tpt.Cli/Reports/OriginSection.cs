namespace Tpt.Cli.Reports;

/// <summary>How a page was made.</summary>
internal static class OriginSection
{
    private const string Separator = ": ";

    /// <param name="html">The page.</param>
    /// <param name="lines"><c>name: value</c> becomes two columns; any other line stands below the one before it.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }
        using var section = html.Element("section");
        html.Leaf("h2", "How it was made");
        using var list = html.Element("dl", ("class", "origin"));
        foreach (var line in lines)
        {
            var at = line.IndexOf(Separator, StringComparison.Ordinal);
            html.Leaf("dt", at < 0 ? "" : line[..at]);
            html.Leaf("dd", at < 0 ? line : line[(at + Separator.Length)..]);
        }
    }
}
