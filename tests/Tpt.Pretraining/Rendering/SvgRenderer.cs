using SkiaSharp;
using Svg.Skia;

namespace Tpt.Pretraining.Rendering;

/// <summary>Draws SVG files with Svg.Skia onto transparent squares.</summary>
internal static class SvgRenderer
{
    /// <summary>Draws a file, fitted by its view box and centred.</summary>
    /// <param name="path">The SVG file.</param>
    /// <param name="size">The side of the square in pixels, from 1 up.</param>
    /// <returns>Premultiplied RGBA, [size, size, 4], row by row.</returns>
    /// <exception cref="InvalidDataException">The file cannot be drawn; the message names it.</exception>
    public static byte[] Render(string path, int size)
    {
        using var svg = new SKSvg();
        using var picture = Load(svg, path);
        var box = picture.CullRect;
        if (box.Width <= 0 || box.Height <= 0)
        {
            throw new InvalidDataException($"'{Path.GetFileName(path)}' has no width or no height; give its svg element a view box with both above 0.");
        }

        using var bitmap = new SKBitmap(new SKImageInfo(size, size, SKColorType.Rgba8888, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        using (var canvas = new SKCanvas(bitmap))
        {
            var scale = size / Math.Max(box.Width, box.Height);
            canvas.Translate(size / 2f, size / 2f);
            canvas.Scale(scale);
            canvas.Translate(-box.MidX, -box.MidY);
            canvas.ClipRect(box);
            canvas.DrawPicture(picture);
        }
        return bitmap.GetPixelSpan().ToArray();
    }

    private static SKPicture Load(SKSvg svg, string path)
    {
        try
        {
            return svg.Load(path) ?? throw new InvalidDataException($"'{Path.GetFileName(path)}' holds nothing that Svg.Skia can draw.");
        }
        catch (System.Xml.XmlException e)
        {
            throw new InvalidDataException($"'{Path.GetFileName(path)}' is not well-formed XML: {e.Message}", e);
        }
    }
}
