using Microsoft.ML;
using Tpt.Cli.Pictures;
using Tpt.Cli.Results;
using Tpt.Cli.Terminal;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Reports;

/// <summary>The report of an evaluation: one HTML file for one set or several. Equal input gives equal bytes.</summary>
internal static class HtmlReport
{
    /// <summary>Pictures of a kind in the gallery of a report on one set.</summary>
    private const int GalleryOfOne = 24;

    /// <summary>The same where there are more sets: the fifteen of the paper stay within some MB.</summary>
    private const int GalleryOfSeveral = 8;

    /// <summary>Writes the report beside its place and moves it there: under <paramref name="path"/> lies a whole report, or what lay there before.</summary>
    /// <param name="path">The file. Its folder is made where there is none.</param>
    /// <param name="title">The heading.</param>
    /// <param name="openingLines">How the report was made: model, files, options, command line. <c>name: value</c> becomes two columns.</param>
    /// <param name="sets">What was evaluated, at least one set.</param>
    /// <param name="pictures">Reads the pictures of the gallery; null for SkiaSharp, pictures as they lie.</param>
    /// <exception cref="InvalidDataException">The path is a folder.</exception>
    /// <exception cref="IOException">It cannot be written; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public static void Write(string path, string title, IReadOnlyList<string> openingLines, IReadOnlyList<SetEvaluation> sets, PictureReader? pictures = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = new OutputFile(path, "The report");
        Write(file.Writer, title, openingLines, sets, pictures);
        file.Place();
    }

    /// <inheritdoc cref="Write(string, string, IReadOnlyList{string}, IReadOnlyList{SetEvaluation}, PictureReader?)"/>
    /// <param name="output">Where it goes, in UTF-8.</param>
    public static void Write(TextWriter output, string title, IReadOnlyList<string> openingLines, IReadOnlyList<SetEvaluation> sets, PictureReader? pictures = null)
    {
        if (sets.Count == 0)
        {
            throw new ArgumentException("There is nothing to report; give at least one set.", nameof(sets));
        }
        var gallery = new Gallery(pictures ?? new PictureReader(ImageDecoders.SkiaSharp, new ImageDecoderOptions()), sets.Count == 1 ? GalleryOfOne : GalleryOfSeveral);
        HtmlPage.Write(output, title, html =>
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
