using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tpt.Engine.Imaging;

/// <summary>The second pass of a Pillow resize: rows of bytes to the output's rows, 32 columns at a time.</summary>
internal static class VerticalPass
{
    /// <summary>What a row's length must be a multiple of.</summary>
    public static readonly int Columns = Vector256<byte>.Count;

    /// <param name="planes">[rows, 3, <paramref name="stride"/>].</param>
    /// <param name="stride">A multiple of <see cref="Columns"/>.</param>
    /// <param name="weights">The rows.</param>
    /// <param name="width">The number of columns that are output.</param>
    /// <param name="height">The number of rows that are output.</param>
    /// <param name="sink">Takes the rows.</param>
    public static void Run<TSink>(ReadOnlySpan<byte> planes, int stride, in ResampleWeights weights, int width, int height, TSink sink)
        where TSink : IRowSink, allows ref struct
    {
        var length = 3 * stride;
        var row = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var y = 0; y < height; y++)
            {
                Convolve(
                    planes.Slice(weights.Starts[y] * length, weights.Taps * length),
                    weights.Weights.Slice(y * weights.Taps, weights.Taps),
                    row.AsSpan(0, length));
                for (var channel = 0; channel < 3; channel++)
                {
                    sink.Write(channel, y, row.AsSpan(channel * stride, width));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    /// <summary><c>clip((sum(w * v) + 2^21) >> 22)</c> down the columns.</summary>
    private static void Convolve(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        ref var input = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(output);
        var half = Vector256.Create(1 << (ResampleWeights.FractionalBits - 1));
        for (var x = 0; x < output.Length; x += Columns)
        {
            Vector256<int> a = half, b = half, c = half, d = half;
            ref var tap = ref Unsafe.Add(ref input, x);
            foreach (var weight in weights)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref tap));
                var (first, second) = Vector256.Widen(low);
                var (third, fourth) = Vector256.Widen(high);
                a += first.AsInt32() * weight;
                b += second.AsInt32() * weight;
                c += third.AsInt32() * weight;
                d += fourth.AsInt32() * weight;
                tap = ref Unsafe.Add(ref tap, output.Length);
            }

            Vector256.Narrow(Vector256.Narrow(Clip(a), Clip(b)), Vector256.Narrow(Clip(c), Clip(d))).StoreUnsafe(ref target, (nuint)x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Clip(Vector256<int> sum) =>
        Vector256.Clamp(sum >> ResampleWeights.FractionalBits, Vector256<int>.Zero, Vector256.Create(255)).AsUInt32();
}
