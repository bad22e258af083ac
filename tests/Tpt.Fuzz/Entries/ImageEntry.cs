using Microsoft.ML;
using SkiaSharp;
using Tpt.Engine;

namespace Tpt.Fuzz.Entries;

/// <summary>The decoder of the byte column.</summary>
internal static class ImageEntry
{
    /// <summary>Width times height as SkiaSharp reads them, without decoding; 0 where it takes the file for no picture.</summary>
    public static long AnnouncedPixels(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        return codec is null ? 0 : (long)codec.Info.Width * codec.Info.Height;
    }

    /// <summary>Whether the file is an image whose pixels can be had.</summary>
    public static bool Decode(byte[] file, AlphaHandling alpha, bool applyExifOrientation) =>
        SkiaImageDecoder.Decode(file, new ImageDecoderOptions(ImageDecoderOptions.DefaultMaxPixels, alpha, applyExifOrientation)).Pixels is not null;
}
