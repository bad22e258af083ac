using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Views;

/// <summary>
/// Memory that managed code writes and libtorch reads without a copy. It is the collector's: a span or a tensor of it keeps it alive.
/// </summary>
internal sealed class ViewBuffer
{
    /// <summary>The boundary in bytes that libtorch's own tensors begin at, so that its kernels meet what they would meet there.</summary>
    public const int Alignment = 64;

    /// <param name="array">An array of bytes or floats that stays in its place, as <see cref="Allocate"/> makes them.</param>
    /// <param name="length">The number of elements.</param>
    public unsafe ViewBuffer(Array array, int length)
    {
        (Array, Length) = (array, length);
        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        Start = (int)((Alignment - (address % Alignment)) % Alignment) / (array is byte[] ? sizeof(byte) : sizeof(float));
    }

    /// <summary>The array with room for the alignment before and behind.</summary>
    public Array Array { get; }

    /// <summary>Where in the array the elements begin.</summary>
    public int Start { get; }

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>The bytes of a buffer of bytes.</summary>
    public Span<byte> Bytes => ((byte[])Array).AsSpan(Start, Length);

    /// <summary>The floats of a buffer of floats.</summary>
    public Span<float> Floats => ((float[])Array).AsSpan(Start, Length);

    /// <summary>A new buffer of any content.</summary>
    /// <param name="dtype">uint8 or fp32.</param>
    /// <param name="length">The number of elements.</param>
    public static ViewBuffer Allocate(ScalarType dtype, int length) => new(
        dtype == ScalarType.Byte
            ? GC.AllocateUninitializedArray<byte>(checked(length + Alignment), pinned: true)
            : GC.AllocateUninitializedArray<float>(checked(length + (Alignment / sizeof(float))), pinned: true),
        length);

    /// <summary>The buffer as a tensor on the CPU, whatever the default device and type; for the caller or its scope to dispose of.</summary>
    /// <param name="shape">The shape.</param>
    public Tensor ToTensor(params long[] shape)
    {
        using var flat = frombuffer(Array, Array is byte[] ? ScalarType.Byte : ScalarType.Float32, Length, Start);
        return flat.view(shape);
    }
}
