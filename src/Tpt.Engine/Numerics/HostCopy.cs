using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>
/// Numbers of a tensor to .NET, the only way that the engine reads any. Each copy waits until the device has done all that it was asked
/// to do, so an image should need few: they are counted, and a test of the compiled code allows no other way.
/// </summary>
internal static class HostCopy
{
    [ThreadStatic]
    private static long _count;

    /// <summary>How many copies this thread has made.</summary>
    public static long Count => _count;

    /// <summary>The tensor on the CPU, in the open dispose scope; itself where it is there already.</summary>
    public static Tensor ToCpu(Tensor tensor)
    {
        _count++;
        return tensor.cpu();
    }

    /// <summary>Every element as a 32-bit float, row-major.</summary>
    public static float[] Floats(Tensor tensor) => Elements<float>(tensor, ScalarType.Float32);

    /// <summary>Every element as a 64-bit float, row-major.</summary>
    public static double[] Doubles(Tensor tensor) => Elements<double>(tensor, ScalarType.Float64);

    /// <summary>Every element as a 64-bit integer, row-major.</summary>
    public static long[] Longs(Tensor tensor) => Elements<long>(tensor, ScalarType.Int64);

    /// <summary>The one element of a tensor, as a 64-bit float.</summary>
    public static double Number(Tensor scalar) => Doubles(scalar)[0];

    /// <summary>Whether every element is true.</summary>
    public static bool AllTrue(Tensor flags)
    {
        using var scope = NewDisposeScope();
        return Longs(flags.all())[0] != 0;
    }

    private static T[] Elements<T>(Tensor tensor, ScalarType dtype)
        where T : unmanaged
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return [.. ToCpu(tensor.to(dtype)).contiguous().data<T>()];
    }
}
