namespace Microsoft.ML.Tests.Images;

/// <summary>Writes grey JPEG files whose blocks are all of middle grey: one bit a block in progressive, two in baseline files.</summary>
internal static class JpegFile
{
    private const byte StartOfScan = 0xDA;

    /// <param name="width">The columns that the header announces.</param>
    /// <param name="height">The rows that the header announces.</param>
    /// <param name="progressive">Whether there is one scan of DC coefficients only.</param>
    /// <param name="entropyBytes">The bytes of the scan; by default as many as the blocks need.</param>
    /// <param name="scans">How often the scan is written.</param>
    public static byte[] Grey(int width, int height, bool progressive = false, int? entropyBytes = null, int scans = 1)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        Segment(file, (byte)(progressive ? 0xC2 : 0xC0), [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);

        // One code of one bit: the difference 0, and the end of the block.
        Segment(file, 0xC4, [0x00, 1, .. new byte[15], 0]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        var blocks = ((width + 7L) / 8) * ((height + 7L) / 8);
        for (var i = 0; i < scans; i++)
        {
            Segment(file, StartOfScan, [1, 1, 0, 0, (byte)(progressive ? 0 : 63), 0]);
            file.Write(new byte[entropyBytes ?? (int)(((blocks * (progressive ? 1 : 2)) + 7) / 8)]);
        }

        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    /// <summary>The same file with an EXIF segment behind its start.</summary>
    public static byte[] WithExif(byte[] jpeg, byte[] exif)
    {
        using var file = new MemoryStream();
        file.Write(jpeg.AsSpan(0, 2));
        Segment(file, 0xE1, [.. "Exif\0\0"u8, .. exif]);
        file.Write(jpeg.AsSpan(2));
        return file.ToArray();
    }

    /// <summary>Where the entropy-coded data of each scan start and end, restart markers included.</summary>
    public static IReadOnlyList<(int Start, int End)> Scans(byte[] jpeg)
    {
        var scans = new List<(int, int)>();
        for (var at = 2; jpeg[at + 1] != 0xD9;)
        {
            int start = at + 2 + ((jpeg[at + 2] << 8) | jpeg[at + 3]), end = start;
            if (jpeg[at + 1] == StartOfScan)
            {
                while (jpeg[end] != 0xFF || jpeg[end + 1] is 0 or (>= 0xD0 and <= 0xD7))
                {
                    end++;
                }

                scans.Add((start, end));
            }

            at = end;
        }

        return scans;
    }

    private static void Segment(MemoryStream file, byte marker, byte[] data)
    {
        var length = data.Length + 2;
        file.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        file.Write(data);
    }
}
