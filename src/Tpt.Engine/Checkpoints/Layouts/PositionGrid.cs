using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// Positions of a square grid for a grid of another size, as OpenCLIP's <c>resize_pos_embed</c> makes them: bicubic with antialiasing,
/// corners not aligned. Both axes are resampled by the same matrix.
/// </summary>
internal static class PositionGrid
{
    /// <summary>The support of Keys' cubic on each side.</summary>
    private const double Support = 2;

    /// <param name="positions"><c>[1 + from * from, width]</c>: the class token's, which stays, and the grid's, row by row.</param>
    /// <param name="from">The side of the grid that there is.</param>
    /// <param name="to">The side of the grid that is needed.</param>
    /// <returns><c>[1 + to * to, width]</c> in 32-bit floats. The caller owns it.</returns>
    public static Tensor Resize(Tensor positions, int from, int to)
    {
        using var scope = NewDisposeScope();
        var width = positions.shape[1];
        var exact = positions.to(ScalarType.Float64);
        var matrix = tensor(Weights(from, to), device: positions.device).view(to, from);
        var rows = matrix.mm(exact.narrow(0, 1, (long)from * from).reshape(from, from * width)).view(to, from, width);
        var columns = matrix.mm(rows.transpose(0, 1).reshape(from, to * width)).view(to, to, width);
        var grid = columns.transpose(0, 1).reshape((long)to * to, width);
        return cat([exact.narrow(0, 0, 1), grid], 0).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What each of the old places adds to each of the new ones, <c>[to, from]</c>: <c>k((j + 0.5 - (i + 0.5) s) / max(s, 1))</c> with <c>s = from / to</c>,
    /// each row divided by its sum.
    /// </summary>
    private static double[] Weights(int from, int to)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var weights = new double[to * from];
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max((int)(centre - Support * stretch + 0.5), 0);
            var end = Math.Min((int)(centre + Support * stretch + 0.5), from);
            var row = weights.AsSpan(i * from, from);
            double sum = 0;
            for (var j = first; j < end; j++)
            {
                row[j] = Cubic((j + 0.5 - centre) / stretch);
                sum += row[j];
            }
            for (var j = first; j < end; j++)
            {
                row[j] /= sum;
            }
        }
        return weights;
    }

    /// <summary>Keys' cubic with a = -0.5, which torch takes where it antialiases.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1 => ((A + 2) * x - (A + 3)) * x * x + 1,
            < 2 => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A,
            _ => 0,
        };
    }
}
