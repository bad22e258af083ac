using System.Buffers;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>AugMix on one view: chains of operations on bytes, mixed after normalisation.</summary>
internal static class AugMixer
{
    /// <summary><c>m x + (1 - m) sum(w_i x_i)</c>, each product rounded to fp32 as the reference's tensors are.</summary>
    /// <param name="view">The crop, bytes [3, size, size].</param>
    /// <param name="size">The side of the crop.</param>
    /// <param name="draw">What was drawn.</param>
    /// <param name="table">The normalisation.</param>
    /// <param name="destination">[3, size, size].</param>
    public static void Mix(ReadOnlySpan<byte> view, int size, AugMixDraw draw, NormalizationTable table, Span<float> destination)
    {
        var length = 3 * size * size;
        var bytes = ArrayPool<byte>.Shared.Rent(2 * length);
        var floats = ArrayPool<float>.Shared.Rent(length);
        var augmented = bytes.AsSpan(0, length);
        var scratch = bytes.AsSpan(length, length);
        var normalized = floats.AsSpan(0, length);
        var mix = destination[..length];
        mix.Clear();
        for (var i = 0; i < draw.Chains.Count; i++)
        {
            view[..length].CopyTo(augmented);
            foreach (var step in draw.Chains[i])
            {
                step.Apply(augmented, scratch, size);
            }

            Normalize(augmented, table, normalized);
            Accumulate(normalized, draw.Weights[i], mix);
        }

        Normalize(view, table, normalized);
        Blend(normalized, draw.Original, mix);
        ArrayPool<float>.Shared.Return(floats);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void Normalize(ReadOnlySpan<byte> planes, NormalizationTable table, Span<float> destination)
    {
        var area = destination.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            table.Normalize(channel, planes.Slice(channel * area, area), destination.Slice(channel * area, area));
        }
    }

    private static void Accumulate(ReadOnlySpan<float> x, float weight, Span<float> mix)
    {
        for (var i = 0; i < mix.Length; i++)
        {
            mix[i] += weight * x[i];
        }
    }

    private static void Blend(ReadOnlySpan<float> x, float original, Span<float> mix)
    {
        for (var i = 0; i < mix.Length; i++)
        {
            mix[i] = (original * x[i]) + ((1 - original) * mix[i]);
        }
    }
}
