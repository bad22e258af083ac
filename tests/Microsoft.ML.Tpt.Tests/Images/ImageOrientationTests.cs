using System.Buffers.Binary;
using Microsoft.ML.Tpt.Images.Decoding;
using SkiaSharp;

namespace Microsoft.ML.Tests.Images;

/// <summary>The EXIF orientation in the formats that have one.</summary>
public sealed class ImageOrientationTests
{
    private const int Width = 16, Height = 8;
    private const ushort Short = 3, Long = 4;

    public static TheoryData<string, int, ushort, bool> Orientations
    {
        get
        {
            var data = new TheoryData<string, int, ushort, bool>();
            foreach (var format in new[] { "jpg", "png", "webp" })
            {
                for (var orientation = 1; orientation <= 8; orientation++)
                {
                    data.Add(format, orientation, Short, orientation % 2 == 0);
                    data.Add(format, orientation, Long, orientation % 3 == 0);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_EachOrientation_TurnsAsTheTagAsks(string format, int orientation, ushort type, bool littleEndian)
    {
        var file = File(format, Exif(orientation, type, littleEndian));
        var plain = Pictures.Decode(file).Pixels!;

        var turned = SkiaImageDecoder.Decode(file, Pictures.Options with { ApplyExifOrientation = true }).Pixels!;

        turned.Rgbx.ToArray().Should().Equal(plain.ApplyExifOrientation(orientation).Rgbx.ToArray());
        (turned.Width, turned.Height).Should().Be(orientation < 5 ? (Width, Height) : (Height, Width));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    public void Decode_DamagedTag_IsNotTurned(string format)
    {
        var exif = Exif(6, Short, littleEndian: true);
        byte[][] damaged = [exif[..7], exif[..15], exif[..^6], [.. "XX"u8, .. exif[2..]], Exif(0, Short, true), Exif(9, Short, true), Exif(6, 2, true), [.. exif[..4], 255, 255, 255, 255, .. exif[8..]]];
        foreach (var one in damaged)
        {
            var file = File(format, one);

            var decoded = SkiaImageDecoder.Decode(file, Pictures.Options with { ApplyExifOrientation = true });

            decoded.Pixels!.Rgbx.ToArray().Should().Equal(Pictures.Decode(file).Pixels!.Rgbx.ToArray());
        }
    }

    private static byte[] File(string format, byte[] exif)
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
    private static byte[] Exif(int orientation, ushort type, bool littleEndian)
    {
        var exif = new byte[8 + 2 + (2 * 12) + 4];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(exif);
        UInt16(2, 42);
        UInt32(4, 8);
        UInt16(8, 2);
        Entry(10, tag: 0x0100, Long, Width);
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
