using System.Buffers.Binary;
using SkiaSharp;

namespace Microsoft.ML.Tests.Images;

/// <summary>EXIF blocks that say how a picture is turned, and pictures with them.</summary>
internal static class ExifBlock
{
    public const int Width = 16, Height = 8;
    public const ushort Short = 3, Long = 4;

    /// <summary>A gradient of 16 x 8 pixels.</summary>
    public static byte[] Picture(string format, byte[] exif)
    {
        var rgb = Pictures.Gradient(Width, Height);
        return format switch
        {
            "jpg" => JpegFile.WithExif(Pictures.Skia(rgb, Width, Height, SKEncodedImageFormat.Jpeg), exif),
            "png" => PngFile.Encode(rgb, Width, Height, samples: 3, exif: exif),
            _ => WebPFile.WithExif(Pictures.Skia(rgb, Width, Height, SKEncodedImageFormat.Webp, quality: 100), Width, Height, exif),
        };
    }

    /// <summary>A TIFF structure with one directory of two entries, of which the orientation is the second.</summary>
    public static byte[] Create(int orientation, ushort type, bool littleEndian)
    {
        var exif = new byte[8 + 2 + (2 * 12) + 4];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(exif);
        UInt16(2, 42);
        UInt32(4, 8);
        UInt16(8, 2);
        Entry(10, tag: 0x0100, Long, 1);
        Entry(22, tag: 0x0112, type, (uint)orientation);
        return exif;

        void Entry(int at, ushort tag, ushort kind, uint value)
        {
            UInt16(at, tag);
            UInt16(at + 2, kind);
            UInt32(at + 4, 1);
            if (kind == Short)
            {
                UInt16(at + 8, (ushort)value);
            }
            else
            {
                UInt32(at + 8, value);
            }
        }

        void UInt16(int at, ushort value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(exif.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16BigEndian(exif.AsSpan(at), value);
            }
        }

        void UInt32(int at, uint value)
        {
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(exif.AsSpan(at), value);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(exif.AsSpan(at), value);
            }
        }
    }
}
