using System.Drawing;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

/// <summary>Pillow's resize written once more, as plainly as its formula, without vectors, windows or pools.</summary>
internal static class PlainPillow
{
    /// <summary>[3, height, width].</summary>
    public static byte[] Resize(ImagePixels image, Size output, ResampleFilter filter, bool mirror)
    {
        var rgbx = image.Rgbx.ToArray();
        var result = new byte[3 * output.Width * output.Height];
        for (var channel = 0; channel < 3; channel++)
        {
            byte[][] rows = [.. rgbx.Chunk(image.Width * 4).Select(row => Line([.. row.Chunk(4).Select(p => p[channel])], output.Width, filter))];
            for (var x = 0; x < output.Width; x++)
            {
                var column = Line([.. rows.Select(row => row[mirror ? output.Width - 1 - x : x])], output.Height, filter);
                for (var y = 0; y < output.Height; y++)
                {
                    result[(((channel * output.Height) + y) * output.Width) + x] = column[y];
                }
            }
        }

        return result;
    }

    private static byte[] Line(byte[] input, int size, ResampleFilter filter)
    {
        if (input.Length == size)
        {
            return input;
        }

        var scale = (double)input.Length / size;
        var widening = Math.Max(scale, 1);
        var support = (filter == ResampleFilter.Bicubic ? 2 : 1) * widening;
        var result = new byte[size];
        for (var i = 0; i < size; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var end = Math.Min((int)(centre + support + 0.5), input.Length);
            double[] weights = [.. Enumerable.Range(first, end - first).Select(x => Kernel((x - centre + 0.5) * (1 / widening), filter))];
            var sum = weights.Aggregate(0.0, (a, b) => a + b);
            long value = 1 << 21;
            for (var t = 0; t < weights.Length; t++)
            {
                var weight = weights[t] / sum;
                value += (int)((weight * (1 << 22)) + (weight < 0 ? -0.5 : 0.5)) * (long)input[first + t];
            }

            result[i] = (byte)Math.Clamp(value >> 22, 0, 255);
        }

        return result;
    }

    private static double Kernel(double x, ResampleFilter filter)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return filter switch
        {
            ResampleFilter.Bilinear => x < 1 ? 1 - x : 0,
            _ when x < 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            _ when x < 2 => (((((x - 5) * x) + 8) * x) - 4) * A,
            _ => 0,
        };
    }
}
