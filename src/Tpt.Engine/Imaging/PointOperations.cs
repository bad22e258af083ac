namespace Tpt.Engine.Imaging;

/// <summary>Pillow's ImageOps that look at one value at a time, on planes of bytes <c>[3, height, width]</c>, in place.</summary>
internal static class PointOperations
{
    private const int Levels = 256;

    /// <summary>Stretches each channel from its darkest and lightest value to 0..255: <c>int(i s - lo s)</c>, <c>s = 255 / (hi - lo)</c>.</summary>
    public static void Autocontrast(Span<byte> planes) => ByHistogram(planes, static (histogram, table) =>
    {
        int low = histogram.IndexOfAnyExcept(0);
        int high = histogram.LastIndexOfAnyExcept(0);
        if (high <= low)
        {
            return false;
        }

        double scale = 255.0 / (high - low);
        double offset = -low * scale;
        for (int i = 0; i < Levels; i++)
        {
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, 255);
        }

        return true;
    });

    /// <summary>Makes each channel's histogram flat: <c>(step / 2 + sum of the counts below i) / step</c>.</summary>
    public static void Equalize(Span<byte> planes) => ByHistogram(planes, static (histogram, table) =>
    {
        int last = histogram.LastIndexOfAnyExcept(0);
        int pixels = 0;
        foreach (int count in histogram)
        {
            pixels += count;
        }

        // A channel of one value gives step 0 too.
        int step = (pixels - histogram[last]) / 255;
        if (step == 0)
        {
            return false;
        }

        int n = step / 2;
        for (int i = 0; i < Levels; i++)
        {
            table[i] = (byte)Math.Min(n / step, 255);
            n += histogram[i];
        }

        return true;
    });

    /// <summary>Keeps the upper bits.</summary>
    /// <param name="planes">The planes.</param>
    /// <param name="bits">0 to 8; 0 gives black.</param>
    public static void Posterize(Span<byte> planes, int bits)
    {
        byte mask = (byte)~((1 << (8 - bits)) - 1);
        foreach (ref byte v in planes)
        {
            v &= mask;
        }
    }

    /// <summary>Inverts what is not below the threshold.</summary>
    /// <param name="planes">The planes.</param>
    /// <param name="threshold">0 to 256.</param>
    public static void Solarize(Span<byte> planes, int threshold)
    {
        foreach (ref byte v in planes)
        {
            v = v < threshold ? v : (byte)(255 - v);
        }
    }

    private static void ByHistogram(Span<byte> planes, Func<Span<int>, Span<byte>, bool> fillTable)
    {
        Span<int> histogram = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        int planeLength = planes.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * planeLength, planeLength);
            histogram.Clear();
            foreach (byte v in plane)
            {
                histogram[v]++;
            }

            if (fillTable(histogram, table))
            {
                foreach (ref byte v in plane)
                {
                    v = table[v];
                }
            }
        }
    }
}
