using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Tests.Images;

/// <summary>Writes PNG files chunk by chunk, also such as no encoder would write.</summary>
internal static class PngFile
{
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A picture of 8 bits a sample, three or four samples a pixel.</summary>
    public static byte[] Encode(byte[] pixels, int width, int height, int samples, bool interlaced = false, byte[]? exif = null)
    {
        using var raw = new MemoryStream();
        foreach (var (x0, y0, stepX, stepY) in interlaced ? s_passes : [(0, 0, 1, 1)])
        {
            for (var y = y0; y < height && x0 < width; y += stepY)
            {
                raw.WriteByte(0);
                for (var x = x0; x < width; x += stepX)
                {
                    raw.Write(pixels, ((y * width) + x) * samples, samples);
                }
            }
        }

        return Write(width, height, depth: 8, colourType: samples == 4 ? 6 : 2, interlaced, Deflate(raw.ToArray()), exif);
    }

    /// <summary>A picture whose rows have one value each, 0 by default, written without holding it.</summary>
    public static byte[] Rows(int width, int height, int depth = 8, int colourType = 0, int? rows = null, Func<int, byte>? value = null)
    {
        var samples = colourType switch { 2 => 3, 6 => 4, _ => 1 };
        using var target = new MemoryStream();
        using (var deflate = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (int)((((long)width * samples * depth) + 7) / 8)];
            for (var y = 0; y < (rows ?? height); y++)
            {
                row.AsSpan(1).Fill(value?.Invoke(y) ?? 0);
                deflate.Write(row);
            }
        }

        return Write(width, height, depth, colourType, interlaced: false, target.ToArray());
    }

    public static byte[] Write(int width, int height, int depth, int colourType, bool interlaced, byte[] data, byte[]? exif = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colourType, (byte)(interlaced ? 1 : 0));
        Chunk(file, "IHDR"u8, header);
        if (exif is not null)
        {
            Chunk(file, "eXIf"u8, exif);
        }

        Chunk(file, "IDAT"u8, data);
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Deflate(byte[] raw)
    {
        using var target = new MemoryStream();
        using (var deflate = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(raw);
        }

        return target.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum([.. type, .. data]));
        file.Write(number);
    }

    /// <summary>CRC-32 of ISO 3309.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
