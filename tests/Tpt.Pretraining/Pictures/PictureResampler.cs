using System.Numerics;
using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Pretraining.Pictures;

/// <summary>Pillow's bicubic filter, widened where the picture gets smaller, on premultiplied RGBA in floating point.</summary>
internal static class PictureResampler
{
    /// <summary>Resizes a part of a picture into a rectangle of a square one.</summary>
    /// <param name="source">Premultiplied RGBA.</param>
    /// <param name="box">The part that is resized; the filter sees nothing outside it.</param>
    /// <param name="target">[size, size, 4], premultiplied RGBA.</param>
    /// <param name="size">The side of the target in pixels.</param>
    /// <param name="rectangle">Where in the target the box goes to.</param>
    public static void Resize(SKBitmap source, SKRectI box, byte[] target, int size, SKRectI rectangle)
    {
        using var columns = ResampleWeights.Create(ResampleFilter.Bicubic, box.Width, new ResampleAxis(rectangle.Width, 0, rectangle.Width), mirror: false);
        using var rows = ResampleWeights.Create(ResampleFilter.Bicubic, box.Height, new ResampleAxis(rectangle.Height, 0, rectangle.Height), mirror: false);
        var columnWeights = ToFloat(columns.Weights);
        var rowWeights = ToFloat(rows.Weights);

        var line = new Vector4[box.Width];
        var narrowed = new Vector4[rows.InputCount * rectangle.Width];
        for (var y = 0; y < rows.InputCount; y++)
        {
            ReadLine(source, box.Left, box.Top + rows.FirstInput + y, line);
            for (var x = 0; x < rectangle.Width; x++)
            {
                var pixels = line.AsSpan(columns.FirstInput + columns.Starts[x], columns.Taps);
                narrowed[(y * rectangle.Width) + x] = WeightedSum(pixels, 1, columnWeights.AsSpan(x * columns.Taps, columns.Taps));
            }
        }

        for (var y = 0; y < rectangle.Height; y++)
        {
            var weights = rowWeights.AsSpan(y * rows.Taps, rows.Taps);
            for (var x = 0; x < rectangle.Width; x++)
            {
                var sum = WeightedSum(narrowed.AsSpan((rows.Starts[y] * rectangle.Width) + x), rectangle.Width, weights);
                Store(sum, target.AsSpan((((rectangle.Top + y) * size) + rectangle.Left + x) * 4, 4));
            }
        }
    }

    private static float[] ToFloat(ReadOnlySpan<int> weights)
    {
        var result = new float[weights.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = weights[i] * (1f / (1 << ResampleWeights.FractionalBits));
        }

        return result;
    }

    private static void ReadLine(SKBitmap source, int x, int y, Vector4[] line)
    {
        var pixels = source.GetPixelSpan().Slice((y * source.RowBytes) + (x * 4), line.Length * 4);
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = new Vector4(pixels[i * 4], pixels[(i * 4) + 1], pixels[(i * 4) + 2], pixels[(i * 4) + 3]);
        }
    }

    private static Vector4 WeightedSum(ReadOnlySpan<Vector4> pixels, int step, ReadOnlySpan<float> weights)
    {
        var sum = Vector4.Zero;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += pixels[i * step] * weights[i];
        }

        return sum;
    }

    // The cubic overshoots at edges: premultiplied colours stay between 0 and alpha.
    private static void Store(Vector4 pixel, Span<byte> target)
    {
        var alpha = Math.Clamp(MathF.Round(pixel.W), 0, 255);
        target[0] = (byte)Math.Clamp(MathF.Round(pixel.X), 0, alpha);
        target[1] = (byte)Math.Clamp(MathF.Round(pixel.Y), 0, alpha);
        target[2] = (byte)Math.Clamp(MathF.Round(pixel.Z), 0, alpha);
        target[3] = (byte)alpha;
    }
}
