using System.Buffers.Binary;

namespace Microsoft.ML.Tests.Images;

/// <summary>Adds to WebP files what SkiaSharp's encoder does not write.</summary>
internal static class WebPFile
{
    /// <summary>The picture of a plain file behind a VP8X header, with an EXIF chunk after it.</summary>
    public static byte[] WithExif(byte[] webp, int width, int height, byte[] exif)
    {
        const byte ExifFlag = 0x08;
        byte[] extended = [ExifFlag, 0, 0, 0, .. UInt24(width - 1), .. UInt24(height - 1)];
        byte[] chunks = [.. "WEBP"u8, .. Chunk("VP8X"u8, extended), .. webp.AsSpan(12), .. Chunk("EXIF"u8, exif)];
        return [.. Chunk("RIFF"u8, chunks)];
    }

    /// <summary>An animation whose first frame is the picture of a plain file, and whose second is that of another.</summary>
    /// <param name="first">The first frame, as a file of its own.</param>
    /// <param name="second">The second.</param>
    /// <param name="width">The columns of the frames; the canvas has as many and those that lie left of it and two more.</param>
    /// <param name="height">The rows of the frames; the canvas as above.</param>
    /// <param name="left">The first column, an even number.</param>
    /// <param name="top">The first row, an even number.</param>
    public static byte[] Animation(byte[] first, byte[] second, int width, int height, int left, int top)
    {
        const byte AnimationAndAlpha = 0x12;
        byte[] canvas = [AnimationAndAlpha, 0, 0, 0, .. UInt24(left + width + 2 - 1), .. UInt24(top + height + 2 - 1)];
        byte[] chunks = [.. "WEBP"u8, .. Chunk("VP8X"u8, canvas), .. Chunk("ANIM"u8, new byte[6]), .. Frame(first), .. Frame(second)];
        return [.. Chunk("RIFF"u8, chunks)];

        byte[] Frame(byte[] file) => Chunk("ANMF"u8, [.. UInt24(left / 2), .. UInt24(top / 2), .. UInt24(width - 1), .. UInt24(height - 1), .. UInt24(100), 0, .. file.AsSpan(12)]);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. type, .. length, .. data, .. new byte[data.Length & 1]];
    }

    private static byte[] UInt24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
