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

    private readonly int _start;

    /// <param name="array">An array that stays in its place, as <see cref="Allocate"/> makes them.</param>
    /// <param name="length">The number of floats.</param>
    public unsafe ViewBuffer(float[] array, int length)
    {
        Array = array;
        Length = length;
        var address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref array[0]);
        _start = (int)((Alignment - (address % Alignment)) % Alignment / sizeof(float));
    }

    /// <summary>The array with room for the alignment before and behind.</summary>
    public float[] Array { get; }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>The floats.</summary>
    public Memory<float> Memory => Array.AsMemory(_start, Length);

    /// <summary>A new buffer of any content.</summary>
    /// <param name="length">The number of floats.</param>
    public static ViewBuffer Allocate(int length) =>
        new(GC.AllocateUninitializedArray<float>(checked(length + (Alignment / sizeof(float))), pinned: true), length);

    /// <summary>The buffer as a tensor on the CPU, whatever the default device and type; for the caller or its scope to dispose of.</summary>
    /// <param name="shape">The shape.</param>
    public Tensor ToTensor(params long[] shape)
    {
        using var flat = frombuffer(Array, ScalarType.Float32, Length, _start);
        return flat.view(shape);
    }
}
