using System.Globalization;
using Tpt.Cli.Reports;

namespace Tpt.Cli.Explanation;

/// <summary>The scores of the highest classes as bars, before and after.</summary>
internal static class ClassBars
{
    public static void Write(HtmlWriter html, ExplainedImage image)
    {
        using (html.Element("p", ("class", "legend")))
        {
            html.Leaf("span", image.IsAdapted ? "before (zero-shot)" : "zero-shot", ("class", "key before"));
            if (image.IsAdapted)
            {
                html.Leaf("span", $"after ({image.Method})", ("class", "key after"));
            }
        }
        using var bars = html.Element("div", ("class", "bars"));
        foreach (var index in image.TopClasses)
        {
            html.Leaf("div", image.Classes[index], ("class", index == image.Prediction.PredictedIndex ? "class answer-class" : "class"));
            using var pair = html.Element("div", ("class", "pair"));
            WriteBar(html, "before", image.Prediction.ZeroShotScores.Span[index]);
            if (image.IsAdapted)
            {
                WriteBar(html, "after", image.Prediction.Scores.Span[index]);
            }
        }
    }

    private static void WriteBar(HtmlWriter html, string when, float score)
    {
        using var line = html.Element("div", ("class", "line"));
        using (html.Element("div", ("class", "track")))
        {
            html.Leaf("div", "", ("class", $"bar {when}"), ("style", string.Create(CultureInfo.InvariantCulture, $"width:{score * 100:0.##}%")));
        }
        html.Leaf("span", Figures.Percent(score));
    }
}
