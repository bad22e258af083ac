using SkiaSharp;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Svg;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Turns a package's picture into pixels of the library.</summary>
internal static class Drawing
{
    /// <summary>Drawn at twice the size, so that margins are cut off before the picture is brought to its own.</summary>
    private const int RenderedSize = 2 * PictureLibrary.Size;

    /// <summary>Normalised premultiplied RGBA, or <see langword="null"/> where there is nearly nothing to see.</summary>
    /// <exception cref="InvalidDataException">The picture cannot be drawn.</exception>
    public static byte[]? Pixels(SourcePicture picture)
    {
        using var drawn = picture.Svg is not null ? SvgRenderer.Render(picture.Svg, RenderedSize) : Decode(picture);
        return Margins.Normalise(drawn, PictureLibrary.Size, PictureLibrary.DrawnSize);
    }

    private static SKBitmap Decode(SourcePicture picture)
    {
        using var decoded = SKBitmap.Decode(picture.Webp)
            ?? throw new InvalidDataException($"The picture '{picture.Name}' is no WebP file that SkiaSharp can decode.");
        var info = new SKImageInfo(decoded.Width, decoded.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var premultiplied = new SKBitmap(info);
        using var canvas = new SKCanvas(premultiplied);
        canvas.Clear(SKColors.Transparent);
        canvas.DrawBitmap(decoded, 0, 0);
        return premultiplied;
    }
}
