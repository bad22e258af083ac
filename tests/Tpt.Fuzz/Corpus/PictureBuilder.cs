namespace Tpt.Fuzz.Corpus;

/// <summary>GIF, BMP and progressive JPEG files, which SkiaSharp reads and does not write.</summary>
internal static class PictureBuilder
{
    /// <summary>Frames of four colours, of which one is transparent. The codes are written out uncompressed.</summary>
    public static byte[] Gif(int width, int height, int frames, bool interlaced)
    {
        byte[] screen = [.. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0x81, 0, 0, 255, 255, 255, 200, 30, 30, 30, 200, 30, 30, 30, 200];
        var body = Enumerable.Range(0, frames).SelectMany(frame => (byte[])
        [
            0x21, 0xF9, 4, (byte)(1 | ((frame % 4) << 2)), 10, 0, 0, 0,
            0x2C, (byte)(frame % 2), 0, 0, 0, (byte)width, 0, (byte)height, 0, interlaced ? (byte)0x40 : (byte)0,
            2, .. SubBlocks(Codes(width * height)), 0,
        ]);
        return [.. screen, .. body, 0x3B];
    }

    /// <param name="width">The width.</param>
    /// <param name="height">The height; negative: the rows are from the top.</param>
    /// <param name="bits">Bits of a pixel: 1, 4, 8, 16, 24 or 32.</param>
    /// <param name="compression">0 none, 1 RLE8 (with 8 bits), 3 bit fields.</param>
    public static byte[] Bmp(int width, int height, short bits, int compression)
    {
        var rowBytes = ((width * bits) + 31) / 32 * 4;
        byte[] palette = bits <= 8 ? [.. Enumerable.Range(0, 4 << bits).Select(i => (byte)(i % 4 == 3 ? 0 : 29 * i))] : compression == 3 ? [0, 0xF8, 0, 0, 0xE0, 7, 0, 0, 0x1F, 0, 0, 0] : [];
        byte[] pixels = compression == 1
            ? [.. Enumerable.Range(0, height).SelectMany(row => (byte[])[(byte)width, (byte)row, 0, 0]), 0, 1]
            : [.. Enumerable.Range(0, rowBytes * Math.Abs(height)).Select(i => (byte)(7 * i))];
        var offset = 14 + 40 + palette.Length;
        return
        [
            .. "BM"u8, .. Int(offset + pixels.Length), .. Int(0), .. Int(offset),
            .. Int(40), .. Int(width), .. Int(height), 1, 0, (byte)bits, 0, .. Int(compression), .. Int(pixels.Length), .. Int(2835), .. Int(2835), .. Int(0), .. Int(0),
            .. palette, .. pixels,
        ];
    }

    /// <summary>A gray square of 16 px: one scan with the brightness of its four blocks, one that says that there is nothing else.</summary>
    public static byte[] ProgressiveJpeg() =>
    [
        0xFF, 0xD8,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC2, 0, 11, 8, 0, 16, 0, 16, 1, 1, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0,      // brightness: the code 0 is a difference of 0
        0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 0, 0x00, 0b0000_1111,
        0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,      // the rest: the code 0 ends a block
        0xFF, 0xDA, 0, 8, 1, 1, 0x00, 1, 63, 0x00, 0b0000_1111,
        0xFF, 0xD9,
    ];

    private static byte[] Int(int value) => BitConverter.GetBytes(value);

    /// <summary>Codes of 3 bits: a clear code before every second pixel, so that they never become longer.</summary>
    private static byte[] Codes(int pixels)
    {
        var codes = Enumerable.Range(0, pixels).SelectMany(i => i % 2 == 0 ? (int[])[4, i / 3 % 4] : [i / 5 % 4]).Append(5).ToArray();
        var bytes = new byte[((3 * codes.Length) + 7) / 8];
        for (var bit = 0; bit < 3 * codes.Length; bit++)
        {
            bytes[bit / 8] |= (byte)(((codes[bit / 3] >> (bit % 3)) & 1) << (bit % 8));
        }
        return bytes;
    }

    private static IEnumerable<byte> SubBlocks(byte[] bytes) => bytes.Chunk(255).SelectMany(part => part.Prepend((byte)part.Length));
}
