using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>Accuracy by class, the most changed first; all classes below, for who opens them.</summary>
internal static class ClassTable
{
    private const int Shown = 15;

    public static void Write(HtmlWriter html, SetEvaluation evaluation)
    {
        var classes = Enumerable.Range(0, evaluation.Set.Classes.Count).Where(index => evaluation.Methods[0].Classes[index].Pictures > 0).ToList();
        var changed = classes.Where(index => Change(evaluation, index) > 0).OrderByDescending(index => Change(evaluation, index)).ThenBy(index => index).ToList();
        html.Leaf("p", changed.Count == 0
            ? $"No class of {Figures.Count(classes.Count)} changed."
            : $"{Figures.Count(changed.Count)} of {Figures.Count(classes.Count, "class", "classes")} changed{(changed.Count > Shown ? $"; these are the {Shown} that changed most" : "")}.");
        if (changed.Count > 0)
        {
            WriteTable(html, evaluation, changed.Take(Shown));
        }
        using var all = html.Element("details");
        html.Leaf("summary", $"All {Figures.Count(classes.Count, "class", "classes")}");
        WriteTable(html, evaluation, classes);
    }

    /// <summary>By how many pictures the method that changed the class most is better or worse than the first, as a share of the class.</summary>
    private static double Change(SetEvaluation evaluation, int index)
        => evaluation.Methods.Max(method => Math.Abs(Accuracy(method.Classes[index]) - Accuracy(evaluation.Methods[0].Classes[index])));

    private static double Accuracy(ClassEvaluation evaluation) => (double)evaluation.Right / evaluation.Pictures;

    private static void WriteTable(HtmlWriter html, SetEvaluation evaluation, IEnumerable<int> classes)
    {
        using var scroll = html.Element("div", ("class", "scroll"));
        using var table = html.Element("table", ("class", "figures"));
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Leaf("th", "class", ("scope", "col"));
            html.Leaf("th", "pictures", ("scope", "col"));
            foreach (var method in evaluation.Methods)
            {
                html.Leaf("th", method.Name, ("scope", "col"));
            }
        }
        using var body = html.Element("tbody");
        foreach (var index in classes)
        {
            WriteRow(html, evaluation, index);
        }
    }

    private static void WriteRow(HtmlWriter html, SetEvaluation evaluation, int index)
    {
        var before = evaluation.Methods[0].Classes[index];
        using var row = html.Element("tr");
        html.Leaf("th", ClassLabel.Of(evaluation.Set.Classes[index]), ("scope", "row"));
        html.Leaf("td", Figures.Count(before.Pictures));
        foreach (var method in evaluation.Methods)
        {
            var right = method.Classes[index].Right;
            var text = $"{Figures.Percent(Accuracy(method.Classes[index]))} ({Figures.Count(right)})";
            if (right == before.Right)
            {
                html.Leaf("td", text);
            }
            else
            {
                html.Leaf("td", text, ("class", right > before.Right ? "up" : "down"));
            }
        }
    }
}
