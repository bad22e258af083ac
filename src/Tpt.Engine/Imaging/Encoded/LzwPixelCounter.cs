namespace Tpt.Engine.Imaging.Encoded;

/// <summary>
/// Counts the pixels of a GIF frame without writing them: of each code only the length of what it stands for is kept. A decoder
/// takes a frame that ends early for a complete one.
/// </summary>
internal static class LzwPixelCounter
{
    private const int MaxCodes = 4096;

    /// <param name="data">The frame's data: the size of the first codes, then sub-blocks.</param>
    /// <param name="enough">Where the count may end.</param>
    public static long Count(ReadOnlySpan<byte> data, long enough)
    {
        int rootBits = data[0];
        if (rootBits is < 1 or > 8)
        {
            return 0;
        }

        int clear = 1 << rootBits, end = clear + 1, next = end + 1, bits = rootBits + 1, previous = -1;
        Span<ushort> lengths = stackalloc ushort[MaxCodes];
        lengths[..clear].Fill(1);
        long pixels = 0;
        uint buffer = 0;
        int buffered = 0, position = 1, blockEnd = 1;
        while (pixels < enough)
        {
            for (; buffered < bits; buffered += 8)
            {
                if (position == blockEnd)
                {
                    if (position >= data.Length || data[position] == 0)
                    {
                        return pixels;
                    }

                    blockEnd = position + 1 + data[position];
                    position++;
                }

                if (position >= data.Length)
                {
                    return pixels;
                }

                buffer |= (uint)data[position++] << buffered;
            }

            var code = (int)(buffer & ((1u << bits) - 1));
            buffer >>= bits;
            buffered -= bits;
            if (code == clear)
            {
                (next, bits, previous) = (end + 1, rootBits + 1, -1);
                continue;
            }

            if (code == end || code > next || (code == next && previous < 0))
            {
                return pixels;
            }

            var length = code < next ? lengths[code] : lengths[previous] + 1;
            if (previous >= 0 && next < MaxCodes)
            {
                lengths[next++] = (ushort)(lengths[previous] + 1);
                if (next == 1 << bits && bits < 12)
                {
                    bits++;
                }
            }

            pixels += length;
            previous = code;
        }

        return pixels;
    }
}
