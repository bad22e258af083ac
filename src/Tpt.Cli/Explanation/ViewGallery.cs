using Tpt.Cli.Reports;
using Tpt.Cli.Results;

namespace Tpt.Cli.Explanation;

/// <summary>The views as pictures, the chosen ones first and marked, with what the model says of each.</summary>
internal static class ViewGallery
{
    private const int Side = 144;

    /// <summary>The page stays small enough to be sent.</summary>
    private const int Most = 256;

    public static void Write(HtmlWriter html, ExplainedImage image, ViewPictures pictures)
    {
        if (image.Views.Count > Most)
        {
            html.Leaf("p", $"These are the first {Most} of {Figures.Count(image.Views.Count)}.");
        }
        using var gallery = html.Element("div", ("class", "gallery views"));
        foreach (var view in image.Views.Take(Most))
        {
            using var figure = html.Element("figure", ("class", view.IsChosen ? "chosen" : "left-out"));
            html.Void("img", ("src", pictures.Uri(view.Index, Side)), ("alt", $"view {Figures.Count(view.Index)}"));
            using var caption = html.Element("figcaption");
            html.Leaf("strong", image.Classes[view.TopClass]);
            html.Leaf("span", Figures.WholePercent(view.TopScore));
            html.Leaf("small", $"entropy {ExplanationText.Nats(view.Entropy)}");
            if (view.Index == 0)
            {
                html.Leaf("small", "centre view");
            }
            if (view.IsChosen)
            {
                html.Leaf("small", "✓ chosen", ("class", "mark"));
            }
        }
    }
}
