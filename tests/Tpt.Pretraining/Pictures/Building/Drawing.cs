using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Turns a package's picture into pixels of the library.</summary>
internal static class Drawing
{
    /// <summary>Drawn at twice the size, so that margins are cut off before the picture is brought to its own.</summary>
    private const int RenderedSize = 2 * PictureLibrary.Size;

    /// <summary>The pictures in their order, as normalised premultiplied RGBA; <see langword="null"/> where there is nearly nothing to see.</summary>
    /// <exception cref="InvalidDataException">A picture cannot be drawn; the message names it and its style.</exception>
    public static byte[]?[] Pixels(IReadOnlyList<PlannedPicture> pictures)
    {
        var documents = pictures.Where(p => p.Source.Svg is not null).Select(p => ($"{p.Style} {p.Source.Name}", p.Source.Svg!));
        var svg = new Queue<SKBitmap>(new SvgBatch(RenderedSize, [.. documents]).Render());
        return [.. pictures.Select(p => Normalised(p.Source.Svg is null ? Decode(p) : svg.Dequeue()))];
    }

    private static byte[]? Normalised(SKBitmap drawn)
    {
        using (drawn)
        {
            return Margins.Normalise(drawn, PictureLibrary.Size, PictureLibrary.DrawnSize);
        }
    }

    private static SKBitmap Decode(PlannedPicture picture)
    {
        using var decoded = SKBitmap.Decode(picture.Source.Webp)
            ?? throw new InvalidDataException($"The picture '{picture.Source.Name}' of the style '{picture.Style}' is no WebP file that SkiaSharp can decode.");
        var info = new SKImageInfo(decoded.Width, decoded.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var premultiplied = new SKBitmap(info);
        using var canvas = new SKCanvas(premultiplied);
        canvas.Clear(SKColors.Transparent);
        canvas.DrawBitmap(decoded, 0, 0);
        return premultiplied;
    }
}
