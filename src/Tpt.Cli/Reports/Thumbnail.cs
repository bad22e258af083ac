using System.Runtime.InteropServices;
using SkiaSharp;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Reports;

/// <summary>Pictures as data URIs.</summary>
internal static class Thumbnail
{
    private const int Quality = 82;

    /// <summary>A JPEG in which the longer side has at most so many pixels. A picture is never enlarged.</summary>
    public static string Of(ImagePixels image, int longestSide) => Of(image.ToRgba(), image.Width, image.Height, longestSide);

    /// <param name="rgba">[height, width, 4]; the last byte is not used.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="longestSide">The most pixels of a side.</param>
    public static string Of(byte[] rgba, int width, int height, int longestSide)
    {
        using var whole = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgba, 0, whole.GetPixels(), rgba.Length);
        var scale = (double)longestSide / Math.Max(width, height);
        if (scale >= 1)
        {
            return Encode(whole);
        }
        var size = whole.Info.WithSize(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        using var small = whole.Resize(size, SKFilterQuality.Medium)
            ?? throw new InvalidOperationException($"SkiaSharp cannot resize {width} x {height} pixels to {size.Width} x {size.Height}.");
        return Encode(small);
    }

    private static string Encode(SKBitmap bitmap)
    {
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return "data:image/jpeg;base64," + Convert.ToBase64String(jpeg.AsSpan());
    }
}
