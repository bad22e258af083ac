using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>The pictures that could not be read, with their reasons.</summary>
internal static class UnreadablePictures
{
    private const int Most = 500;

    public static void Write(HtmlWriter html, SetEvaluation evaluation)
    {
        var rows = evaluation.Rows.Where(row => row.Error is not null).ToList();
        if (rows.Count == 0)
        {
            return;
        }
        html.Leaf("h3", $"{Figures.Count(rows.Count, "picture", "pictures")} could not be read");
        html.Leaf("p", rows.Count > Most
            ? $"They count in no figure. These are the first {Most}; the predictions have all of them."
            : "They count in no figure.");
        using var scroll = html.Element("div", ("class", "scroll"));
        using var table = html.Element("table", ("class", "reasons"));
        using var body = html.Element("tbody");
        foreach (var row in rows.Take(Most))
        {
            using var line = html.Element("tr");
            html.Leaf("th", row.Picture, ("scope", "row"));
            html.Leaf("td", row.Error!);
        }
    }
}
