using SkiaSharp;

namespace Tpt.Pretraining.Pictures;

/// <summary>Gives all pictures the same margins, whatever their sets leave around them.</summary>
internal static class Margins
{
    /// <summary>Alpha up to this, of 255, is taken for the background when the margins are found.</summary>
    public const byte BackgroundAlpha = 16;

    /// <summary>A picture whose alpha is less than this on average, of 255, shows nothing.</summary>
    public const double LeastMeanAlpha = 3;

    /// <summary>
    /// Scales what is drawn, its aspect kept, so that its longer side is <paramref name="drawnSize"/> pixels, and centres
    /// it on a transparent square.
    /// </summary>
    /// <param name="drawn">A picture of any size and colour type; best some four times as large as the result.</param>
    /// <param name="size">The side of the result in pixels.</param>
    /// <param name="drawnSize">From 1 to <paramref name="size"/>.</param>
    /// <returns>Premultiplied RGBA, size * size * 4 bytes; null if (almost) nothing is drawn.</returns>
    public static byte[]? Normalise(SKBitmap drawn, int size, int drawnSize)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        if (drawnSize < 1 || drawnSize > size)
        {
            throw new ArgumentOutOfRangeException(nameof(drawnSize), drawnSize, $"The drawn part must have from 1 to {size} pixels, the size of the picture.");
        }

        using var source = PremultipliedRgba(drawn);
        if (DrawnBox(source) is not { } box)
        {
            return null;
        }

        var scale = drawnSize / (double)Math.Max(box.Width, box.Height);
        var width = Math.Max(1, (int)Math.Round(box.Width * scale));
        var height = Math.Max(1, (int)Math.Round(box.Height * scale));
        var picture = new byte[size * size * 4];
        PictureResampler.Resize(source, box, picture, size, SKRectI.Create((size - width) / 2, (size - height) / 2, width, height));
        return MeanAlpha(picture) < LeastMeanAlpha ? null : picture;
    }

    private static SKBitmap PremultipliedRgba(SKBitmap bitmap)
    {
        var copy = new SKBitmap(new SKImageInfo(bitmap.Width, bitmap.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var pixels = bitmap.PeekPixels();
        if (pixels.ReadPixels(copy.Info, copy.GetPixels(), copy.RowBytes))
        {
            return copy;
        }

        copy.Dispose();
        throw new ArgumentException($"Pixels of {bitmap.ColorType} cannot be read as RGBA; pass a bitmap that Skia can convert.", nameof(bitmap));
    }

    private static SKRectI? DrawnBox(SKBitmap bitmap)
    {
        var pixels = bitmap.GetPixelSpan();
        var (left, top, right, bottom) = (bitmap.Width, bitmap.Height, -1, -1);
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                if (pixels[(y * bitmap.RowBytes) + (x * 4) + 3] > BackgroundAlpha)
                {
                    (left, right) = (Math.Min(left, x), Math.Max(right, x));
                    (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
                }
            }
        }

        return right < 0 ? null : new SKRectI(left, top, right + 1, bottom + 1);
    }

    private static double MeanAlpha(byte[] picture)
    {
        long sum = 0;
        for (var i = 3; i < picture.Length; i += 4)
        {
            sum += picture[i];
        }

        return sum / (picture.Length / 4.0);
    }
}
