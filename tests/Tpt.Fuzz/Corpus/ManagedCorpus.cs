using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.PixelFormats;

namespace Tpt.Fuzz.Corpus;

/// <summary>Right image files of the formats that ImageSharp alone reads.</summary>
internal static class ManagedCorpus
{
    // A whole number of bytes of bits: ImageSharp writes other bitmaps without the bits that end a row.
    private const int Width = 16, Height = 13;

    public static IEnumerable<byte[]> Create()
    {
        using var image = new Image<Rgba32>(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                image[x, y] = new Rgba32((byte)(x * 13), (byte)(y * 19), (byte)(x * y), (byte)(255 - x));
            }
        }
        IImageEncoder[] encoders =
        [
            .. from compression in new[] { TiffCompression.None, TiffCompression.Lzw, TiffCompression.Deflate, TiffCompression.PackBits }
               from bits in new[] { TiffBitsPerPixel.Bit8, TiffBitsPerPixel.Bit24 }
               select new TiffEncoder { Compression = compression, BitsPerPixel = bits },
            new TiffEncoder { Compression = TiffCompression.CcittGroup4Fax, BitsPerPixel = TiffBitsPerPixel.Bit1 },
            .. from compression in new[] { TgaCompression.None, TgaCompression.RunLength }
               from bits in new[] { TgaBitsPerPixel.Pixel8, TgaBitsPerPixel.Pixel16, TgaBitsPerPixel.Pixel24, TgaBitsPerPixel.Pixel32 }
               select new TgaEncoder { Compression = compression, BitsPerPixel = bits },
            .. from encoding in new[] { PbmEncoding.Binary, PbmEncoding.Plain }
               from colour in new[] { PbmColorType.BlackAndWhite, PbmColorType.Grayscale, PbmColorType.Rgb }
               select new PbmEncoder { Encoding = encoding, ColorType = colour },
        ];
        return [.. encoders.Select(encoder => Encode(image, encoder))];
    }

    private static byte[] Encode(Image image, IImageEncoder encoder)
    {
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }
}
