using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>
/// Averages boxes of <paramref name="factor"/> x <paramref name="factor"/> pixels as the rows come, in their order from top to
/// bottom or from bottom to top. The last column and row of boxes may be smaller. The result is opaque: the alpha is dropped or
/// composited on white before the average.
/// </summary>
internal sealed class BoxReducer(int width, int height, int factor, AlphaHandling alpha, PixelBuffer target)
{
    private readonly uint[] _sums = new uint[target.RowBytes];
    private int _rowsInBox;

    /// <param name="y">The row's place in the picture.</param>
    /// <param name="row">[width, 4]: red, green, blue, alpha.</param>
    public void Add(int y, ReadOnlySpan<byte> row)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        ref var sums = ref MemoryMarshal.GetArrayDataReference(_sums);
        for (int x = 0, box = 0; x < pixels.Length; box += 4)
        {
            var sum = Vector128.LoadUnsafe(ref sums, (nuint)box);
            for (var end = Math.Min(x + factor, pixels.Length); x < end; x++)
            {
                sum += Colour(pixels[x]);
            }

            sum.StoreUnsafe(ref sums, (nuint)box);
        }

        int boxRow = y / factor, boxRows = Math.Min(factor, height - (boxRow * factor));
        if (++_rowsInBox == boxRows)
        {
            Finish(target.Row(boxRow), boxRows);
            _rowsInBox = 0;
        }
    }

    /// <summary>255 times the opaque colour: <c>255 c</c>, or on white <c>c a + 255 (255 - a)</c>.</summary>
    private Vector128<uint> Colour(uint pixel)
    {
        var colour = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte()));
        if (alpha == AlphaHandling.Drop)
        {
            return colour * 255;
        }

        var a = pixel >> 24;
        return (colour * a) + Vector128.Create(255 * (255 - a));
    }

    private void Finish(Span<byte> row, int boxRows)
    {
        for (int x = 0, left = 0; x < row.Length; x += 4, left += factor)
        {
            // round(sum / (255 n))
            var divisor = (uint)(255 * boxRows * Math.Min(factor, width - left));
            row[x] = (byte)((_sums[x] + (divisor / 2)) / divisor);
            row[x + 1] = (byte)((_sums[x + 1] + (divisor / 2)) / divisor);
            row[x + 2] = (byte)((_sums[x + 2] + (divisor / 2)) / divisor);
            row[x + 3] = 255;
        }

        _sums.AsSpan().Clear();
    }
}
