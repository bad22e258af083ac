using Tpt.Cli.Results;


namespace Tpt.Cli.Reports;

/// <summary>Top-1 of every method on every set, with the mean, as tables 1 and 2 of Shu et al. 2022 have it. Below a method stand the paper's figures.</summary>
internal static class AllSetsTable
{
    private const string ImageNet = "imagenet";

    /// <summary>A table for each of the paper's, and one for other sets.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<SetEvaluation> sets)
    {
        foreach (var group in sets.GroupBy(set => set.Group))
        {
            WriteTable(html, group.Key, [.. group]);
        }
    }

    private static void WriteTable(HtmlWriter html, string? group, IReadOnlyList<SetEvaluation> sets)
    {
        // The paper's "OOD average" leaves out ImageNet itself.
        var hasVariants = sets.Count > 2 && sets.Any(set => set.Set.Name == ImageNet);
        bool[] isVariant = [.. sets.Select(set => set.Set.Name != ImageNet)];
        using var scroll = html.Element("div", ("class", "scroll"));
        using var table = html.Element("table", ("class", "figures sets"));
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Leaf("th", group is null ? "method" : $"method, {group}", ("scope", "col"));
            foreach (var set in sets)
            {
                html.Leaf("th", set.Set.Name, ("scope", "col"));
            }
            html.Leaf("th", "mean", ("scope", "col"));
            if (hasVariants)
            {
                html.Leaf("th", "mean without ImageNet", ("scope", "col"));
            }
        }
        using var body = html.Element("tbody");
        foreach (var name in Summary.MethodNames(sets))
        {
            WriteRow(html, name, "main", hasVariants ? isVariant : null, [.. sets.Select(set => set.Methods.FirstOrDefault(method => method.Name == name)?.Top1 ?? double.NaN)]);
            if (sets.Any(set => set.Published.ContainsKey(name)))
            {
                WriteRow(html, $"{name}, in the paper", "paper", hasVariants ? isVariant : null, [.. sets.Select(set => set.Published.TryGetValue(name, out var published) ? published : double.NaN)]);
            }
        }
    }

    /// <summary>The mean is of all sets: where one has no figure, there is none.</summary>
    private static void WriteRow(HtmlWriter html, string name, string kind, bool[]? isVariant, double[] accuracies)
    {
        using var row = html.Element("tr", ("class", kind));
        html.Leaf("th", name, ("scope", "row"));
        foreach (var accuracy in accuracies)
        {
            html.Leaf("td", Figures.Percent(accuracy), ("class", kind));
        }
        html.Leaf("td", Figures.Percent(accuracies.Average()), ("class", $"{kind} mean"));
        if (isVariant is not null)
        {
            html.Leaf("td", Figures.Percent(accuracies.Where((_, i) => isVariant[i]).Average()), ("class", $"{kind} mean"));
        }
    }
}
