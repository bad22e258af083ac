using System.Drawing;
using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Parity.Suites;

/// <summary>Decoded pictures, with the colour under any alpha as it is stored.</summary>
internal static class ImageFile
{
    /// <summary>A picture that the reference read: where a JPEG decoder could differ, its own pixels lie beside as a PNG.</summary>
    public static ImagePixels LoadInput(string path)
    {
        var decoded = Path.ChangeExtension(path, ".decoded.png");
        return Load(File.Exists(decoded) ? decoded : path);
    }

    /// <exception cref="InvalidDataException">The file is no picture.</exception>
    public static ImagePixels Load(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw new InvalidDataException($"'{path}' is no picture.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        return result == SKCodecResult.Success
            ? ImagePixels.FromRgba(bitmap.GetPixelSpan(), info.Width, info.Height)
            : throw new InvalidDataException($"'{path}' cannot be decoded: {result}.");
    }

    /// <summary>The bytes as <c>[3, height, width]</c>.</summary>
    public static byte[] Planes(ImagePixels image)
    {
        var planes = new byte[3 * image.Width * image.Height];
        var whole = new Rectangle(0, 0, image.Width, image.Height);
        // A resize to the same size copies.
        PillowResampler.Resize(image, whole, ResampleFilter.Bilinear, whole.Size, whole, mirror: false, new PlanarByteSink(planes, image.Width, image.Height));
        return planes;
    }
}
