using System.Globalization;
using Tpt.Cli.Results;

namespace Tpt.Cli.Reports;

/// <summary>The classes that are confused most, before and after: a row for what a picture is, a column for what it is taken for.</summary>
internal static class ConfusionMap
{
    private const int Most = 12;

    public static void Write(HtmlWriter html, SetEvaluation evaluation)
    {
        var counts = evaluation.Methods.Select((_, method) => new ConfusionCounts(evaluation.Rows, method)).ToList();
        var classes = ConfusionCounts.Worst(counts, Most);
        if (classes.Count == 0)
        {
            html.Leaf("p", "No class was taken for another.");
            return;
        }
        html.Leaf("p", $"The {Figures.Count(classes.Count, "class", "classes")} of the pairs that are confused most. A row is what the picture shows, a column what it is taken for; the last column is every other class.");
        using var grid = html.Element("div", ("class", "maps"));
        for (var method = 0; method < counts.Count; method++)
        {
            using var figure = html.Element("figure");
            html.Leaf("figcaption", evaluation.Methods[method].Name);
            WriteMap(html, evaluation, counts[method], evaluation.Methods[method], classes);
        }
    }

    private static void WriteMap(HtmlWriter html, SetEvaluation evaluation, ConfusionCounts counts, MethodEvaluation method, IReadOnlyList<int> classes)
    {
        using var scroll = html.Element("div", ("class", "scroll"));
        using var table = html.Element("table", ("class", "heat"));
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Leaf("td", "");
            for (var column = 1; column <= classes.Count; column++)
            {
                html.Leaf("th", Figures.Count(column), ("scope", "col"), ("title", ClassLabel.Of(evaluation.Set.Classes[classes[column - 1]])));
            }
            html.Leaf("th", "…", ("scope", "col"), ("title", "every other class"));
        }
        using var body = html.Element("tbody");
        for (var row = 0; row < classes.Count; row++)
        {
            using var line = html.Element("tr");
            using (html.Element("th", ("scope", "row")))
            {
                html.Leaf("span", ClassLabel.Of(evaluation.Set.Classes[classes[row]]));
                html.Text(" " + Figures.Count(row + 1));
            }
            var pictures = method.Classes[classes[row]].Pictures;
            var inside = 0;
            for (var column = 0; column < classes.Count; column++)
            {
                var count = counts[classes[row], classes[column]];
                inside += count;
                WriteCell(html, count, pictures, row == column ? "right" : "wrong");
            }
            WriteCell(html, pictures - inside, pictures, "wrong");
        }
    }

    /// <summary>The more of the class, the darker.</summary>
    private static void WriteCell(HtmlWriter html, int count, int pictures, string kind)
    {
        if (count == 0)
        {
            html.Leaf("td", "");
            return;
        }
        html.Leaf("td", Figures.Count(count), ("class", kind), ("style", string.Create(CultureInfo.InvariantCulture, $"--share:{15 + 50.0 * count / pictures:0}%")));
    }
}
