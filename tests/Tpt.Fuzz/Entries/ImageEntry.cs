using Microsoft.ML;
using Microsoft.ML.Tpt.Images.Decoding;
using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;

namespace Tpt.Fuzz.Entries;

/// <summary>The decoder of the byte column.</summary>
internal static class ImageEntry
{
    private const long MostPixelsOfLoadImages = 1 << 24;

    /// <summary>
    /// Whether ML.NET's LoadImages can be asked for the file. It allocates whatever a file announces; and a BMP file whose header points
    /// beyond 2 GB ends the process, in SkiaSharp's stream over .NET's (2.88.9).
    /// </summary>
    public static bool IsForLoadImages(byte[] file)
    {
        if (FileSignature.Format(file) == ImageFileFormat.Bmp && ImageHeader.Read(file, out _) is null)
        {
            return false;
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        return codec is null || (long)codec.Info.Width * codec.Info.Height < MostPixelsOfLoadImages;
    }

    /// <summary>Whether the file is an image whose pixels can be had.</summary>
    public static bool Decode(IImageDecoder decoder, byte[] file, AlphaHandling alpha, bool applyExifOrientation) =>
        decoder.Decode(file, new ImageDecoderOptions { Alpha = alpha, ApplyExifOrientation = applyExifOrientation }).Pixels is not null;
}
