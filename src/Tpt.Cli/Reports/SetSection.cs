using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>All that is said of one set.</summary>
internal static class SetSection
{
    public static void Write(HtmlWriter html, SetEvaluation set, Gallery gallery)
    {
        using var section = html.Element("section");
        html.Leaf("h2", set.Set.Name);
        using (html.Element("div", ("class", "summary")))
        {
            foreach (var sentence in Summary.Of(set))
            {
                html.Leaf("p", sentence);
            }
        }
        if (set.Rows.Any(row => row.Error is null))
        {
            WriteFigures(html, set, gallery);
        }
        UnreadablePictures.Write(html, set);
    }

    private static void WriteFigures(HtmlWriter html, SetEvaluation set, Gallery gallery)
    {
        AccuracyTable.Write(html, set);
        html.Leaf("p",
            "Intervals: 95 % bootstrap over pictures, paired for the difference, which is in points against the first row. p: McNemar's exact test. "
            + "Log-loss in nats. ECE: expected calibration error. Repaired and broken: pictures that only this method, or only the first, has right.",
            ("class", "note"));
        WriteDiagrams(html, set);
        html.Leaf("h3", "By class");
        ClassTable.Write(html, set);
        html.Leaf("h3", "Confusion");
        ConfusionMap.Write(html, set);
        if (set.Methods.Count > 1)
        {
            html.Leaf("h3", "What changed");
            gallery.Write(html, set);
        }
    }

    private static void WriteDiagrams(HtmlWriter html, SetEvaluation set)
    {
        html.Leaf("h3", "Confidence");
        html.Leaf("p", "A bar that ends on the dashed line is right as often as it says; one that ends below is too sure. Beneath: how many pictures have such a confidence.");
        using var diagrams = html.Element("div", ("class", "diagrams"));
        foreach (var method in set.Methods)
        {
            using var figure = html.Element("figure");
            html.Leaf("figcaption", $"{method.Name}: ECE {Figures.Percent(method.Calibration.ExpectedCalibrationError)}");
            html.Markup(ReliabilityDiagram.Of(method));
        }
    }
}
