using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the EXIF orientation of an image file, from JPEG's APP1, PNG's eXIf and WebP's EXIF.</summary>
internal static class ExifTag
{
    private const int Upright = 1;
    private const ushort Orientation = 0x0112, Short = 3, Long = 4;

    /// <summary>The orientation, 1 to 8; 1 where the file has none or it is damaged.</summary>
    public static int ReadOrientation(ReadOnlySpan<byte> file, ImageFileFormat format)
    {
        var tiff = format switch
        {
            ImageFileFormat.Jpeg => InJpeg(file),
            ImageFileFormat.Png => InPng(file),
            ImageFileFormat.WebP => InWebP(file),
            _ => default,
        };
        return ReadFirstDirectory(WithoutPrefix(tiff));
    }

    private static ReadOnlySpan<byte> InJpeg(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext() && segments.Marker is not (JpegSegments.StartOfScan or JpegSegments.EndOfImage))
        {
            if (segments.Marker == JpegSegments.App1 && segments.Data.StartsWith("Exif\0"u8))
            {
                return segments.Data;
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> InPng(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        while (chunks.MoveNext())
        {
            if (chunks.Type.SequenceEqual("eXIf"u8))
            {
                return chunks.Data;
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> InWebP(ReadOnlySpan<byte> file)
    {
        var chunks = new RiffChunks(file);
        while (chunks.MoveNext())
        {
            if (chunks.Type.SequenceEqual("EXIF"u8))
            {
                return chunks.Data;
            }
        }

        return default;
    }

    /// <summary>Some writers repeat JPEG's prefix in the other formats.</summary>
    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> exif) =>
        exif.StartsWith("Exif\0"u8) ? exif[Math.Min(6, exif.Length)..] : exif;

    /// <summary>The first directory of a TIFF structure: a count, then entries of tag, type, count and value.</summary>
    private static int ReadFirstDirectory(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
        {
            return Upright;
        }

        var isLittleEndian = tiff.StartsWith("II"u8);
        if ((!isLittleEndian && !tiff.StartsWith("MM"u8)) || UInt16(tiff[2..]) != 42)
        {
            return Upright;
        }

        var offset = UInt32(tiff[4..]);
        if (offset > tiff.Length - 2)
        {
            return Upright;
        }

        var entries = tiff[(int)offset..];
        int count = UInt16(entries);
        entries = entries[2..];
        for (; count > 0 && entries.Length >= 12; count--, entries = entries[12..])
        {
            if (UInt16(entries) != Orientation)
            {
                continue;
            }

            uint value = UInt16(entries[2..]) switch
            {
                Short => UInt16(entries[8..]),
                Long => UInt32(entries[8..]),
                _ => Upright,
            };
            return UInt32(entries[4..]) == 1 && value is >= 1 and <= 8 ? (int)value : Upright;
        }

        return Upright;

        ushort UInt16(ReadOnlySpan<byte> data) => isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);
        uint UInt32(ReadOnlySpan<byte> data) => isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
    }
}
