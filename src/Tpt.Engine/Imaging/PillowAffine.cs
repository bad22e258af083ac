namespace Tpt.Engine.Imaging;

/// <summary>
/// Pillow's <c>Image.transform(AFFINE, BILINEAR)</c>, bit for bit: pixel centres, interpolation in double, the result
/// truncated to a byte, black outside the source.
/// </summary>
internal static class PillowAffine
{
    /// <param name="source">[3, height, width].</param>
    /// <param name="destination">[3, height, width]; another buffer than the source.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="matrix">Where an output pixel comes from.</param>
    public static void Transform(ReadOnlySpan<byte> source, Span<byte> destination, int width, int height, AffineMatrix matrix)
    {
        var area = width * height;
        destination[..(3 * area)].Clear();
        for (var y = 0; y < height; y++)
        {
            double rowX = matrix.B * (y + 0.5), rowY = matrix.E * (y + 0.5);
            for (var x = 0; x < width; x++)
            {
                var sourceX = (matrix.A * (x + 0.5)) + rowX + matrix.C;
                var sourceY = (matrix.D * (x + 0.5)) + rowY + matrix.F;
                if (sourceX < 0 || sourceX >= width || sourceY < 0 || sourceY >= height)
                {
                    continue;
                }

                double left = Math.Floor(sourceX - 0.5), top = Math.Floor(sourceY - 0.5);
                double dx = sourceX - 0.5 - left, dy = sourceY - 0.5 - top;

                // The half pixel at the border repeats the border.
                int x0 = Math.Max((int)left, 0), x1 = Math.Min((int)left + 1, width - 1);
                int row0 = Math.Max((int)top, 0) * width, row1 = Math.Min((int)top + 1, height - 1) * width;
                var at = (y * width) + x;
                for (var plane = 0; plane < 3 * area; plane += area)
                {
                    var v = Interpolate(source[plane + row0 + x0], source[plane + row0 + x1], dx);

                    // Horizontal shears and translations lie on whole rows: the lower row would weigh 0.
                    if (dy != 0)
                    {
                        var lower = Interpolate(source[plane + row1 + x0], source[plane + row1 + x1], dx);
                        v += (lower - v) * dy;
                    }

                    destination[plane + at] = (byte)v;
                }
            }
        }
    }

    /// <summary><c>a + (b - a) d</c>.</summary>
    private static double Interpolate(int a, int b, double d) => a + ((b - a) * d);
}
