using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>A row a method: accuracy, probabilities, the difference to zero-shot and what it costs.</summary>
internal static class AccuracyTable
{
    private static readonly string[] _columns = ["method", "right (top-1)", "top-5", "macro", "log-loss", "ECE", "adaptive ECE", "Brier", "adapted", "difference", "repaired", "broken", "p"];

    private const int ComparisonColumns = 4;

    public static void Write(HtmlWriter html, SetEvaluation evaluation)
    {
        var hasPublished = evaluation.Published.Count > 0;
        using var scroll = html.Element("div", ("class", "scroll"));
        using var table = html.Element("table", ("class", "figures"));
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            foreach (var column in (string[])[.. _columns, .. hasPublished ? (string[])["paper"] : [], "s an image"])
            {
                html.Leaf("th", column, ("scope", "col"));
            }
        }
        using var body = html.Element("tbody");
        foreach (var method in evaluation.Methods)
        {
            WriteRow(html, evaluation, method, hasPublished);
        }
    }

    private static void WriteRow(HtmlWriter html, SetEvaluation evaluation, MethodEvaluation method, bool hasPublished)
    {
        using var row = html.Element("tr");
        html.Leaf("th", method.Name, ("scope", "row"));
        WriteWithRange(html, Figures.Percent(method.Top1), method.Top1Interval, "main");
        html.Leaf("td", Figures.Percent(method.Top5));
        html.Leaf("td", Figures.Percent(method.MacroAccuracy));
        html.Leaf("td", Figures.Decimal(method.LogLoss));
        html.Leaf("td", Figures.Percent(method.Calibration.ExpectedCalibrationError));
        html.Leaf("td", Figures.Percent(method.Calibration.AdaptiveCalibrationError));
        html.Leaf("td", Figures.Decimal(method.BrierScore));
        html.Leaf("td", method.Comparison is null ? Figures.Nothing : Figures.Percent(method.AdaptedShare));
        WriteComparison(html, method.Comparison);
        if (hasPublished)
        {
            html.Leaf("td", evaluation.Published.TryGetValue(method.Name, out var published) ? Figures.Percent(published) : Figures.Nothing, ("class", "paper"));
        }
        html.Leaf("td", Figures.Decimal(method.SecondsPerImage), ("class", "seconds"));
    }

    private static void WriteComparison(HtmlWriter html, PairedComparison? comparison)
    {
        if (comparison is null)
        {
            for (var column = 0; column < ComparisonColumns; column++)
            {
                html.Leaf("td", "");
            }
            return;
        }
        var kind = !Summary.IsShown(comparison) ? "same" : comparison.Difference > 0 ? "better" : "worse";
        WriteWithRange(html, Figures.Points(comparison.Difference), comparison.DifferenceInterval, kind);
        html.Leaf("td", Figures.Count(comparison.Repaired));
        html.Leaf("td", Figures.Count(comparison.Broken));
        html.Leaf("td", Figures.BarePValue(comparison.PValue));
    }

    private static void WriteWithRange(HtmlWriter html, string figure, Interval range, string kind)
    {
        using var cell = html.Element("td", ("class", kind));
        html.Leaf("span", figure);
        html.Text(" ");
        html.Leaf("small", Figures.Range(range), ("class", "range"));
    }
}
