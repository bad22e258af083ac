using TorchSharp;
using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// Reads a tensor that is a strided window on the numbers of a file: a part of a storage, a transposed one, every third row. What lies
/// between its numbers is not read where that is much.
/// </summary>
internal sealed class StridedBytes
{
    /// <summary>As many bytes are read at once, whatever lies between those that are asked for.</summary>
    private const long SmallWindow = 1 << 14;

    /// <summary>A window of so many times its numbers is read whole, and the tensor is a view of it.</summary>
    private const int DenseWindow = 2;

    private readonly RegularFile _file;
    private readonly ScalarType _dtype;
    private readonly int _size;

    private StridedBytes(RegularFile file, ScalarType dtype, int size) => (_file, _dtype, _size) = (file, dtype, size);

    /// <summary>The tensor, on the CPU, contiguous or not. The caller owns it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the tensor's first number is, in bytes.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="strides">The strides in numbers, none of them negative. The last number must lie within the file.</param>
    /// <param name="dtype">The dtype of the numbers.</param>
    /// <param name="size">The bytes of a number.</param>
    /// <exception cref="InvalidDataException">The file ends before the tensor does.</exception>
    public static Tensor Read(RegularFile file, long offset, long[] shape, long[] strides, ScalarType dtype, int size)
    {
        using var scope = NewDisposeScope();
        var bytes = new StridedBytes(file, dtype, size);
        if (!shape.Contains(0) && IsDense(shape, strides))
        {
            return bytes.ReadWindow(offset, shape, strides).MoveToOuterDisposeScope();
        }
        var tensor = empty(shape, dtype: dtype, device: CPU);
        if (!shape.Contains(0))
        {
            bytes.Gather(offset, shape, strides, tensor);
        }
        return tensor.MoveToOuterDisposeScope();
    }

    private static bool IsDense(long[] shape, long[] strides) => Length(shape, strides) <= DenseWindow * shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The numbers from the first to the last: 1 + sum of (size - 1) stride.</summary>
    private static long Length(long[] shape, long[] strides) => 1 + shape.Zip(strides, (size, stride) => (size - 1) * stride).Sum();

    private Tensor ReadWindow(long offset, long[] shape, long[] strides)
    {
        using var scope = NewDisposeScope();
        return TensorBytes.Read(_file, offset, [Length(shape, strides)], _dtype).as_strided(shape, strides).MoveToOuterDisposeScope();
    }

    /// <summary>Halves what is spread widest, until windows are dense or small.</summary>
    private void Gather(long offset, long[] shape, long[] strides, Tensor target)
    {
        using var scope = NewDisposeScope();
        if (IsDense(shape, strides) || Length(shape, strides) * _size <= SmallWindow)
        {
            target.copy_(ReadWindow(offset, shape, strides));
            return;
        }
        var widest = Enumerable.Range(0, shape.Length).MaxBy(i => (shape[i] - 1) * strides[i]);
        var half = shape[widest] / 2;
        Gather(offset, With(shape, widest, half), strides, target.narrow(widest, 0, half));
        Gather(offset + (half * strides[widest] * _size), With(shape, widest, shape[widest] - half), strides, target.narrow(widest, half, shape[widest] - half));
    }

    private static long[] With(long[] shape, int dimension, long size)
    {
        long[] changed = [.. shape];
        changed[dimension] = size;
        return changed;
    }
}
