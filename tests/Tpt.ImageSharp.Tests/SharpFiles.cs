using Microsoft.ML.Tests.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.PixelFormats;

namespace Tpt.ImageSharp.Tests;

/// <summary>Small files of the formats that ImageSharp reads and SkiaSharp does not, 37 x 23 pixels of a gradient.</summary>
internal static class SharpFiles
{
    public const int Width = 37, Height = 23;

    /// <summary>The colours that every file here has: red, green, blue.</summary>
    public static byte[] Colours { get; } = Pictures.Gradient(Width, Height);

    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["plain.tif"] = Encode(new TiffEncoder { Compression = TiffCompression.None, BitsPerPixel = TiffBitsPerPixel.Bit24 }),
        ["lzw.tif"] = Encode(new TiffEncoder { Compression = TiffCompression.Lzw, BitsPerPixel = TiffBitsPerPixel.Bit24 }),
        ["deflate.tif"] = Encode(new TiffEncoder { Compression = TiffCompression.Deflate, BitsPerPixel = TiffBitsPerPixel.Bit24 }),
        ["packbits.tif"] = Encode(new TiffEncoder { Compression = TiffCompression.PackBits, BitsPerPixel = TiffBitsPerPixel.Bit24 }),
        ["big-endian.tif"] = TiffFile.Encode(Colours, Width, Height, littleEndian: false),
        ["strips.tif"] = TiffFile.Encode(Colours, Width, Height, rowsPerStrip: 5),
        ["planar.tif"] = TiffFile.Encode(Colours, Width, Height, planar: true),
        ["plain.tga"] = Encode(new TgaEncoder { Compression = TgaCompression.None, BitsPerPixel = TgaBitsPerPixel.Pixel24 }),
        ["run-length.tga"] = Encode(new TgaEncoder { Compression = TgaCompression.RunLength, BitsPerPixel = TgaBitsPerPixel.Pixel24 }),
        ["binary.ppm"] = Encode(new PbmEncoder { Encoding = PbmEncoding.Binary, ColorType = PbmColorType.Rgb, ComponentType = PbmComponentType.Byte }),
        ["text.ppm"] = Encode(new PbmEncoder { Encoding = PbmEncoding.Plain, ColorType = PbmColorType.Rgb, ComponentType = PbmComponentType.Byte }),
    };

    private static byte[] Encode(IImageEncoder encoder)
    {
        using var image = Image.LoadPixelData<Rgb24>(Colours, Width, Height);
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }
}
