using Tpt.Cli.Reports;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Explanation;

/// <summary>The page of <c>tpt explain</c>: one HTML file for one picture.</summary>
/// <param name="image">What was made of it.</param>
/// <param name="pixels">The picture.</param>
/// <param name="pictures">Its views.</param>
internal sealed class ExplanationPage(ExplainedImage image, ImagePixels pixels, ViewPictures pictures)
{
    private const int Side = 480;

    /// <param name="output">Where it goes, in UTF-8.</param>
    /// <param name="openingLines">How it was made.</param>
    public void Write(TextWriter output, IReadOnlyList<string> openingLines) => HtmlPage.Write(output, Path.GetFileName(image.Picture), html =>
    {
        using (html.Element("div", ("class", "summary")))
        {
            html.Leaf("p", ExplanationText.Answer(image));
            html.Leaf("p", ExplanationText.Adaptation(image));
            if (ExplanationText.ChosenViews(image) is { } chosen)
            {
                html.Leaf("p", chosen);
            }
        }
        using (html.Element("div", ("class", "split")))
        {
            html.Void("img", ("class", "picture"), ("src", Thumbnail.Of(pixels, Side)), ("alt", Path.GetFileName(image.Picture)));
            using var scores = html.Element("section");
            WriteEntropies(html);
            ClassBars.Write(html, image);
        }
        WriteViews(html);
        OriginSection.Write(html, openingLines);
    });

    private void WriteEntropies(HtmlWriter html)
    {
        using var figures = html.Element("dl", ("class", "tiles"));
        if (image.IsAdapted)
        {
            WriteTile(html, "entropy before", $"{ExplanationText.Nats(image.Prediction.ZeroShotEntropy)} nats");
        }
        WriteTile(html, image.IsAdapted ? "entropy after" : "entropy", $"{ExplanationText.Nats(image.Prediction.Entropy)} nats");
        WriteTile(html, "of at most", $"{ExplanationText.Nats(Math.Log(image.Classes.Count))} nats");
    }

    private static void WriteTile(HtmlWriter html, string name, string value)
    {
        using var tile = html.Element("div");
        html.Leaf("dt", name);
        html.Leaf("dd", value);
    }

    private void WriteViews(HtmlWriter html)
    {
        if (image.Views.Count == 1)
        {
            return;
        }
        html.Leaf("h2", $"The {Figures.Count(image.Views.Count)} views");
        html.Leaf("p", "Each view is a part of the picture, or a changed copy of it. The lower the entropy of its probabilities, the surer is the model of it. Under each stands what the model says of it before anything is adapted.");
        ViewGallery.Write(html, image, pictures);
    }
}
