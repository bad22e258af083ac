using System.Buffers.Binary;

namespace Microsoft.ML.Tests.Images;

/// <summary>Writes GIF files of one frame with a grey palette. Each pixel is a code of 9 bits.</summary>
internal static class GifFile
{
    private const int Clear = 256, End = 257;

    /// <summary>How many pixels go between two clear codes, so that the codes never grow.</summary>
    private const int Run = 250;

    public static byte[] Encode(byte[] pixels, int width, int height, int? screenWidth = null, int? screenHeight = null, int left = 0, int top = 0, byte? transparent = null)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        WriteSides(file, screenWidth ?? width, screenHeight ?? height);
        file.Write([0xF7, 0, 0]);
        for (var i = 0; i < 256; i++)
        {
            file.Write([(byte)i, (byte)i, (byte)i]);
        }

        if (transparent is { } index)
        {
            file.Write([0x21, 0xF9, 4, 1, 0, 0, index, 0]);
        }

        file.WriteByte(0x2C);
        WriteSides(file, left, top);
        WriteSides(file, width, height);
        file.Write([0, 8]);
        var codes = Codes(pixels);
        foreach (var block in codes.Chunk(255))
        {
            file.WriteByte((byte)block.Length);
            file.Write(block);
        }

        file.Write([0, 0x3B]);
        return file.ToArray();
    }

    private static byte[] Codes(byte[] pixels)
    {
        var codes = new List<int>();
        foreach (var run in pixels.Chunk(Run))
        {
            codes.Add(Clear);
            codes.AddRange(run.Select(pixel => (int)pixel));
        }

        codes.Add(End);
        var bytes = new byte[((codes.Count * 9) + 7) / 8];
        for (var i = 0; i < codes.Count; i++)
        {
            for (var bit = 0; bit < 9; bit++)
            {
                var at = (i * 9) + bit;
                bytes[at / 8] |= (byte)(((codes[i] >> bit) & 1) << (at % 8));
            }
        }

        return bytes;
    }

    private static void WriteSides(MemoryStream file, int first, int second)
    {
        Span<byte> sides = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(sides, (ushort)first);
        BinaryPrimitives.WriteUInt16LittleEndian(sides[2..], (ushort)second);
        file.Write(sides);
    }
}
