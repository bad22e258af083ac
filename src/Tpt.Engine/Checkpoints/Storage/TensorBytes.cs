using TorchSharp;
using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Reads the numbers of a tensor out of a file, straight into the tensor's memory.</summary>
internal static class TensorBytes
{
    /// <summary>A span counts its bytes in 31 bits.</summary>
    private const int ReadAtOnce = 1 << 30;

    /// <summary>A contiguous tensor on the CPU. The caller owns it.</summary>
    /// <exception cref="InvalidDataException">The file ends before the tensor does.</exception>
    public static Tensor Read(RegularFile file, long offset, long[] shape, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var tensor = empty(shape, dtype: dtype, device: CPU);
        var numbers = tensor.view(-1);
        var (count, size) = (numbers.shape[0], tensor.element_size());
        var atOnce = ReadAtOnce / size;
        for (long start = 0; start < count; start += atOnce)
        {
            // The part holds on to the memory that its bytes are in.
            using var part = numbers.narrow(0, start, Math.Min(atOnce, count - start));
            file.Read(part.bytes, offset + start * size);
        }
        return tensor.MoveToOuterDisposeScope();
    }
}
