using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests.Images;

/// <summary>Small pictures and the decoder's usual settings.</summary>
internal static class Pictures
{
    public static ImageDecoderOptions Options { get; } = new();

    public static DecodedImage Decode(byte[] file) => ImageDecoders.SkiaSharp.Decode(file, Options);

    /// <summary>Smooth, with another colour at every pixel: red, green, blue.</summary>
    public static byte[] Gradient(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = ((y * width) + x) * 3;
                (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)(255L * x / width), (byte)(255L * y / height), (byte)(((255L * x / width) + (255L * y / height)) / 2));
            }
        }

        return rgb;
    }

    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Skia(byte[] rgb, int width, int height, SKEncodedImageFormat format, int quality = 90)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new byte[width * height * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.AsSpan(from, 3).CopyTo(pixels.AsSpan(to));
            pixels[to + 3] = 255;
        }

        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>A small file of each format and layout, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = Create();

    private static Dictionary<string, byte[]> Create()
    {
        const int Width = 37, Height = 23;
        var rgb = Gradient(Width, Height);
        byte[] runLength = [.. BmpFile.Header(Width, Height, 8, compression: 1, colours: 256), .. Enumerable.Repeat(new byte[] { Width, 7, 0, 0 }, Height).SelectMany(row => row), 0, 1];
        BinaryPrimitives.WriteInt32LittleEndian(runLength.AsSpan(2), runLength.Length);
        return new()
        {
            ["baseline.jpg"] = Skia(rgb, Width, Height, SKEncodedImageFormat.Jpeg),
            ["progressive.jpg"] = JpegFile.Grey(Width, Height, progressive: true),
            ["plain.png"] = PngFile.Encode(rgb, Width, Height, samples: 3),
            ["alpha.png"] = PngFile.Encode(Noise(Width * Height * 4, seed: 1), Width, Height, samples: 4),
            ["interlaced.png"] = PngFile.Encode(rgb, Width, Height, samples: 3, interlaced: true),
            ["plain.gif"] = GifFile.Encode(Noise(Width * Height, seed: 2), Width, Height),
            ["bottom-up.bmp"] = BmpFile.Encode(rgb, Width, Height),
            ["top-down.bmp"] = BmpFile.Encode(rgb, Width, Height, topDown: true),
            ["run-length.bmp"] = runLength,
            ["lossy.webp"] = Skia(rgb, Width, Height, SKEncodedImageFormat.Webp),
            ["lossless.webp"] = Skia(rgb, Width, Height, SKEncodedImageFormat.Webp, quality: 100),
        };
    }
}
