using Microsoft.ML;
using Tpt.Engine;

namespace Tpt.Fuzz.Entries;

/// <summary>The decoder of the byte column.</summary>
internal static class ImageEntry
{
    /// <summary>Whether the file is an image whose pixels can be had.</summary>
    public static bool Decode(byte[] file, AlphaHandling alpha, bool applyExifOrientation) =>
        SkiaImageDecoder.Decode(file, new ImageDecoderOptions(ImageDecoderOptions.DefaultMaxPixels, alpha, applyExifOrientation)).Pixels is not null;
}
