using System.Runtime.InteropServices;
using SkiaSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace ClassificationService.Answers;

/// <summary>Small pictures of views.</summary>
internal static class ViewThumbnails
{
    private const int Channels = 3;
    private const int LongestSide = 96;
    private const int Quality = 80;

    /// <returns>A data URI for each view.</returns>
    public static IReadOnlyList<string> Of(ViewBatch views, ImagePreprocessing preprocessing)
    {
        var uris = new string[views.Count];
        using var bitmap = new SKBitmap(new SKImageInfo(views.Size, views.Size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < uris.Length; i++)
        {
            var rgba = Rgba(views, preprocessing, i);
            Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
            bitmap.NotifyPixelsChanged();
            var side = Math.Min(LongestSide, views.Size);
            using var small = bitmap.Resize(new SKImageInfo(side, side), SKFilterQuality.Medium);
            using var file = small.Encode(SKEncodedImageFormat.Jpeg, Quality);
            uris[i] = $"data:image/jpeg;base64,{Convert.ToBase64String(file.AsSpan())}";
        }
        return uris;
    }

    private static byte[] Rgba(ViewBatch views, ImagePreprocessing preprocessing, int view)
    {
        var plane = views.Size * views.Size;
        var pixels = new float[Channels * plane];
        views.CopyTo(view, pixels);
        var rgba = new byte[plane * 4];
        for (var pixel = 0; pixel < plane; pixel++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                // x = (byte * rescale - mean) / std
                var value = (pixels[(channel * plane) + pixel] * preprocessing.Std[channel] + preprocessing.Mean[channel]) / preprocessing.RescaleFactor;
                rgba[(pixel * 4) + channel] = (byte)Math.Clamp(Math.Round(value), 0, byte.MaxValue);
            }
            rgba[(pixel * 4) + Channels] = byte.MaxValue;
        }
        return rgba;
    }
}
