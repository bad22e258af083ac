using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tpt.Engine.Imaging;

/// <summary>
/// The first pass of a Pillow resize: RGBX rows to rows of the output's width, rounded to bytes and taken apart into
/// channels. Two rows go through one vector, four channels each.
/// </summary>
internal static class HorizontalPass
{
    private const int IntsPerPair = 8;

    /// <param name="image">The source.</param>
    /// <param name="origin">The index in pixels of the first source pixel that is read.</param>
    /// <param name="weights">The columns.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="planes">[rows, 3, <paramref name="stride"/>].</param>
    /// <param name="stride">At least the number of output columns, filled up to a whole group.</param>
    public static void Run(ImagePixels image, int origin, in ResampleWeights weights, int rowCount, Span<byte> planes, int stride)
    {
        var inputCount = weights.InputCount;
        var scratch = ArrayPool<int>.Shared.Rent(checked(inputCount * IntsPerPair));
        try
        {
            var pairs = scratch.AsSpan(0, inputCount * IntsPerPair);
            var pixels = MemoryMarshal.Cast<byte, uint>(image.Rgbx);
            for (var row = 0; row < rowCount; row += 2)
            {
                // An odd last row is its own partner: it is computed twice and written twice to the same place.
                var partner = Math.Min(row + 1, rowCount - 1);
                Widen(
                    pixels.Slice(origin + (row * image.Width), inputCount),
                    pixels.Slice(origin + (partner * image.Width), inputCount),
                    pairs);
                Convolve(pairs, weights, planes.Slice(row * 3 * stride, 3 * stride), planes.Slice(partner * 3 * stride, 3 * stride), stride);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(scratch);
        }
    }

    /// <summary>Two rows of bytes to pairs of pixels in ints, once a pixel instead of once a tap.</summary>
    private static void Widen(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, Span<int> pairs)
    {
        ref var target = ref MemoryMarshal.GetReference(pairs);
        for (var x = 0; x < upper.Length; x++)
        {
            var bytes = Vector128.CreateScalarUnsafe(upper[x] | ((ulong)lower[x] << 32)).AsByte();
            var (first, second) = Vector128.Widen(Vector128.WidenLower(bytes));
            Vector256.Create(first, second).AsInt32().StoreUnsafe(ref target, (nuint)(x * IntsPerPair));
        }
    }

    private static void Convolve(ReadOnlySpan<int> pairs, in ResampleWeights weights, Span<byte> upper, Span<byte> lower, int stride)
    {
        var starts = weights.Starts;
        var taps = weights.Taps;
        ref var pair = ref MemoryMarshal.GetReference(pairs);
        ref var weight = ref MemoryMarshal.GetReference(weights.Weights);
        for (var x = 0; x < starts.Length; x += ResampleWeights.Group)
        {
            // Lane c of the result holds channel c of four neighbouring pixels, one in each byte.
            var four = Pixel(ref pair, starts[x], ref weight, taps)
                | (Pixel(ref pair, starts[x + 1], ref Unsafe.Add(ref weight, taps), taps) << 8)
                | (Pixel(ref pair, starts[x + 2], ref Unsafe.Add(ref weight, 2 * taps), taps) << 16)
                | (Pixel(ref pair, starts[x + 3], ref Unsafe.Add(ref weight, 3 * taps), taps) << 24);
            weight = ref Unsafe.Add(ref weight, ResampleWeights.Group * taps);
            for (var channel = 0; channel < 3; channel++)
            {
                var at = (channel * stride) + x;
                WriteInt32(upper.Slice(at, 4), four[channel]);
                WriteInt32(lower.Slice(at, 4), four[channel + 4]);
            }
        }
    }

    /// <summary><c>clip((sum(w * v) + 2^21) >> 22)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Pixel(ref int pairs, int start, ref int weight, int taps)
    {
        var sum = Vector256.Create(1 << (ResampleWeights.FractionalBits - 1));
        ref var pair = ref Unsafe.Add(ref pairs, start * IntsPerPair);
        for (var t = 0; t < taps; t++)
        {
            sum += Vector256.LoadUnsafe(ref pair, (nuint)(t * IntsPerPair)) * Unsafe.Add(ref weight, t);
        }

        return Vector256.Clamp(sum >> ResampleWeights.FractionalBits, Vector256<int>.Zero, Vector256.Create(255));
    }

    private static void WriteInt32(Span<byte> target, int value) =>
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(target, value);
}
