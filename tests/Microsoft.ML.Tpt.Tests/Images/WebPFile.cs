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

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. type, .. length, .. data, .. new byte[data.Length & 1]];
    }

    private static byte[] UInt24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
