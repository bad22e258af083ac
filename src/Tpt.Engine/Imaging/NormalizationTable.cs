using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>
/// <c>(v * rescale - mean) / std</c> in fp32 for every byte of every channel, so that an image's normalisation is a look-up.
/// </summary>
internal sealed class NormalizationTable
{
    private const int Levels = 256;

    /// <summary>No model's input comes near it, and its square, which a layer norm takes, is far from the end of 32-bit floats.</summary>
    private const float Largest = 1e6f;

    private readonly float[] _values = new float[3 * Levels];

    public NormalizationTable(ImagePreprocessing preprocessing)
    {
        // ToTensor divides by 255 in fp32, which is not the same bits as multiplying by the rounded reciprocal.
        var dividesBy255 = preprocessing.RescaleFactor == ImagePreprocessing.ByteRescaleFactor;
        for (var channel = 0; channel < 3; channel++)
        {
            for (var v = 0; v < Levels; v++)
            {
                var x = dividesBy255 ? v / 255f : (float)(v * preprocessing.RescaleFactor);
                _values[(channel * Levels) + v] = (x - preprocessing.Mean[channel]) / preprocessing.Std[channel];
            }
        }
    }

    /// <summary>
    /// What of a description takes a byte to a number that no model can read, as a sentence; null where nothing does. The table is linear in
    /// the byte, so its ends tell.
    /// </summary>
    public static string? FindOverflow(ImagePreprocessing preprocessing)
    {
        var brightest = (float)(byte.MaxValue * preprocessing.RescaleFactor);
        if (!float.IsFinite(brightest))
        {
            return string.Create(CultureInfo.InvariantCulture, $"rescale_factor is {preprocessing.RescaleFactor}, and times 255 that is beyond a 32-bit float");
        }

        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, std) = (preprocessing.Mean[channel], preprocessing.Std[channel]);
            if (!IsReadable((0 - mean) / std) || !IsReadable((brightest - mean) / std))
            {
                return string.Create(CultureInfo.InvariantCulture, $"image_mean is {mean} and image_std is {std} for channel {channel}, and (x - mean) / std of x = 0 to {brightest} is beyond {Largest:0}, which no model reads");
            }
        }

        return null;
    }

    /// <summary>False for what is no number, too.</summary>
    private static bool IsReadable(float value) => Math.Abs(value) <= Largest;

    /// <summary>What a byte of a channel becomes.</summary>
    public float Of(int channel, byte value) => _values[(channel * Levels) + value];

    public void Normalize(int channel, ReadOnlySpan<byte> source, Span<float> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException(Invariant($"The destination has {destination.Length} elements, and {source.Length} are needed."), nameof(destination));
        }

        // A byte cannot leave its channel's 256 entries, and lengths are checked above: the bounds need no second check a pixel.
        ref var table = ref _values[channel * Levels];
        ref var input = ref MemoryMarshal.GetReference(source);
        ref var output = ref MemoryMarshal.GetReference(destination);
        nuint i = 0;
        for (; i + 4 <= (nuint)source.Length; i += 4)
        {
            var four = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref input, i));
            if (!BitConverter.IsLittleEndian)
            {
                four = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(four);
            }

            Unsafe.Add(ref output, i) = Unsafe.Add(ref table, (nuint)(byte)four);
            Unsafe.Add(ref output, i + 1) = Unsafe.Add(ref table, (nuint)(byte)(four >> 8));
            Unsafe.Add(ref output, i + 2) = Unsafe.Add(ref table, (nuint)(byte)(four >> 16));
            Unsafe.Add(ref output, i + 3) = Unsafe.Add(ref table, (nuint)(four >> 24));
        }

        for (; i < (nuint)source.Length; i++)
        {
            Unsafe.Add(ref output, i) = Unsafe.Add(ref table, (nuint)Unsafe.Add(ref input, i));
        }
    }
}
