namespace Tpt.Engine.Imaging;

/// <summary>Pillow's ImageOps that look at one value at a time, on planes of bytes <c>[3, height, width]</c>, in place.</summary>
internal static class PointOperations
{
    private const int Levels = 256;

    /// <summary>Stretches each channel from its darkest and lightest value to 0..255: <c>int(i s - lo s)</c>, <c>s = 255 / (hi - lo)</c>.</summary>
    public static void Autocontrast(Span<byte> planes) => ByHistogram(planes, static (histogram, table) =>
    {
        var low = histogram.IndexOfAnyExcept(0);
        var high = histogram.LastIndexOfAnyExcept(0);
        if (high <= low)
        {
            return false;
        }

        var scale = 255.0 / (high - low);
        var offset = -low * scale;
        for (var i = 0; i < Levels; i++)
        {
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, 255);
        }

        return true;
    });

    /// <summary>Makes each channel's histogram flat: <c>(step / 2 + sum of the counts below i) / step</c>.</summary>
    public static void Equalize(Span<byte> planes) => ByHistogram(planes, static (histogram, table) =>
    {
        var last = histogram.LastIndexOfAnyExcept(0);
        var pixels = 0;
        foreach (var count in histogram)
        {
            pixels += count;
        }

        // A channel of one value gives step 0 too.
        var step = (pixels - histogram[last]) / 255;
        if (step == 0)
        {
            return false;
        }

        var n = step / 2;
        for (var i = 0; i < Levels; i++)
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
        var mask = (byte)~((1 << (8 - bits)) - 1);
        foreach (ref var v in planes)
        {
            v &= mask;
        }
    }

    /// <summary>Inverts what is not below the threshold.</summary>
    /// <param name="planes">The planes.</param>
    /// <param name="threshold">0 to 256.</param>
    public static void Solarize(Span<byte> planes, int threshold)
    {
        foreach (ref var v in planes)
        {
            v = v < threshold ? v : (byte)(255 - v);
        }
    }

    private static void ByHistogram(Span<byte> planes, Func<Span<int>, Span<byte>, bool> fillTable)
    {
        Span<int> histogram = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        var planeLength = planes.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = planes.Slice(channel * planeLength, planeLength);
            histogram.Clear();
            foreach (var v in plane)
            {
                histogram[v]++;
            }

            if (fillTable(histogram, table))
            {
                foreach (ref var v in plane)
                {
                    v = table[v];
                }
            }
        }
    }
}
