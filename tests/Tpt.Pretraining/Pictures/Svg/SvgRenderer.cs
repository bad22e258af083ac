using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>
/// Draws the static part of SVG 1.1 that icon sets use: shapes, groups, <c>use</c> and <c>symbol</c>, gradients, clips,
/// masks, opacity, blend modes, strokes, class rules, and the filter primitives of <see cref="FilterChain"/>.
/// </summary>
/// <remarks>
/// Elements that it does not know (text, images, patterns, markers, animation) are ignored with all that is in them. A
/// paint that refers to nothing it knows is its fallback colour, or nothing. Malformed numbers, colours and paths are
/// errors. Calls share no state, so that threads may render side by side.
/// </remarks>
internal static class SvgRenderer
{
    /// <summary>Draws a document, fitted by its view box and centred, onto a transparent square.</summary>
    /// <param name="svg">An <c>svg</c> element; the prefix <c>xlink</c> need not be declared.</param>
    /// <param name="size">The side of the square in pixels, from 1 up.</param>
    /// <returns>Premultiplied RGBA; the caller disposes it.</returns>
    /// <exception cref="FormatException">A value is malformed; the message names element and attribute.</exception>
    /// <exception cref="System.Xml.XmlException">The text is not well-formed XML.</exception>
    public static SKBitmap Render(string svg, int size)
    {
        ArgumentNullException.ThrowIfNull(svg);
        if (size < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "A picture's side is 1 pixel or more.");
        }

        var document = SvgDocument.Parse(svg);
        var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
        try
        {
            bitmap.Erase(SKColors.Transparent);
            using var canvas = new SKCanvas(bitmap);
            new SvgPainter(document, canvas).DrawRoot(size);
            return bitmap;
        }
        catch
        {
            bitmap.Dispose();
            throw;
        }
    }
}
