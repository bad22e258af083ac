using Microsoft.ML;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Pictures;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Reports;

/// <summary>The report of an evaluation: one HTML file for one set or several. Equal input gives equal bytes.</summary>
internal static class HtmlReport
{
    /// <summary>Pictures of a kind in the gallery of a report on one set.</summary>
    private const int GalleryOfOne = 24;

    /// <summary>The same where there are more sets: the fifteen of the paper stay within some MB.</summary>
    private const int GalleryOfSeveral = 8;

    /// <param name="path">The file. It is overwritten by a whole report only.</param>
    /// <param name="title">The heading.</param>
    /// <param name="openingLines">How the report was made: model, files, options, command line. <c>name: value</c> becomes two columns.</param>
    /// <param name="sets">What was evaluated, at least one set.</param>
    /// <param name="pictures">Reads the pictures of the gallery; null for SkiaSharp, pictures as they lie.</param>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public static void Write(string path, string title, IReadOnlyList<string> openingLines, IReadOnlyList<SetEvaluation> sets, PictureReader? pictures = null)
    {
        if (sets.Count == 0)
        {
            throw new ArgumentException("There is nothing to report; give at least one set.", nameof(sets));
        }
        var gallery = new Gallery(pictures ?? new PictureReader(ImageDecoders.SkiaSharp, new ImageDecoderOptions()), sets.Count == 1 ? GalleryOfOne : GalleryOfSeveral);
        HtmlPage.Write(path, title, html =>
        {
            if (sets.Count > 1)
            {
                WriteSummary(html, sets);
            }
            foreach (var set in sets)
            {
                SetSection.Write(html, set, gallery);
            }
            OriginSection.Write(html, openingLines);
        });
    }

    private static void WriteSummary(HtmlWriter html, IReadOnlyList<SetEvaluation> sets)
    {
        using var section = html.Element("section");
        using (html.Element("div", ("class", "summary")))
        {
            foreach (var sentence in Summary.Of(sets))
            {
                html.Leaf("p", sentence);
            }
        }
        AllSetsTable.Write(html, sets);
        html.Leaf("p", "Share of pictures that are right at the first guess (top-1).", ("class", "note"));
    }
}
