using System.Buffers.Binary;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the header of a BMP file and looks whether the file is long enough for the pixels.</summary>
internal static class BmpHeaderReader
{
    private const int FileHeader = 14, CoreHeader = 12, InfoHeader = 16;
    private const uint Uncompressed = 0, RunLength8 = 1, RunLength4 = 2, BitFields = 3, AlphaBitFields = 6;

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        reason = "it is damaged or cut: its BMP header makes no sense";
        if (file.Length < FileHeader + CoreHeader)
        {
            return null;
        }

        uint pixelOffset = BinaryPrimitives.ReadUInt32LittleEndian(file[10..]), headerSize = BinaryPrimitives.ReadUInt32LittleEndian(file[14..]);
        var header = file[FileHeader..];
        long width, height;
        int bitsPerPixel;
        var compression = Uncompressed;
        if (headerSize == CoreHeader)
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
            height = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            bitsPerPixel = BinaryPrimitives.ReadUInt16LittleEndian(header[10..]);
        }
        else if (headerSize >= InfoHeader && header.Length >= headerSize)
        {
            width = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);

            // A negative height stands for rows from top to bottom.
            height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..]));
            bitsPerPixel = BinaryPrimitives.ReadUInt16LittleEndian(header[14..]);
            if (headerSize >= 20)
            {
                compression = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
            }
        }
        else
        {
            return null;
        }

        if (width is < 1 or > int.MaxValue || height is < 1 or > int.MaxValue || bitsPerPixel is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
        {
            return null;
        }

        if (compression is not (Uncompressed or RunLength8 or RunLength4 or BitFields or AlphaBitFields))
        {
            reason = Text($"its BMP compression {compression} is not read; save it uncompressed");
            return null;
        }

        var isRunLength = compression is RunLength8 or RunLength4;
        var data = Math.Max(file.Length - (long)pixelOffset, 0);
        long rowBytes = ((width * bitsPerPixel) + 7) / 8, paddedRow = (rowBytes + 3) / 4 * 4;

        // Two bytes of run-length coding stand for at most 255 pixels.
        var isLongEnough = isRunLength
            ? (Int128)width * height * 2 <= (Int128)data * 255
            : (Int128)(height - 1) * paddedRow + rowBytes <= data;
        if (!isLongEnough)
        {
            reason = Text($"it announces {width} x {height} pixels, and its {data} bytes of pixels cannot hold them");
            return null;
        }

        reason = null;
        return new ImageHeader(
            ImageFileFormat.Bmp, (int)width, (int)height,
            isRunLength ? ReductionMethod.AfterDecoding : ReductionMethod.ByRows,
            (4 * width) + paddedRow + (isRunLength ? file.Length : 0));
    }
}
