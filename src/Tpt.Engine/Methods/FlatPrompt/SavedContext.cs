using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Numerics;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>A prepared context in bytes: its numbers as little-endian 32-bit floats, row by row. How many there are the options and the model say.</summary>
internal static class SavedContext
{
    public static byte[] Write(Tensor context)
    {
        using var scope = NewDisposeScope();
        // Every platform of libtorch is little-endian.
        return MemoryMarshal.AsBytes(HostCopy.Floats(context).AsSpan()).ToArray();
    }

    /// <summary>The context, float32 <c>[count, width]</c> on the CPU.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer numbers, or one is infinite or none.</exception>
    public static Tensor Read(byte[] bytes, int count, int width)
    {
        if (bytes.Length != (long)count * width * sizeof(float))
        {
            throw Damaged(Invariant($"{bytes.Length} bytes, and its {count} vectors of width {width} take {(long)count * width * sizeof(float)}"));
        }
        var numbers = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        var notFinite = Array.FindIndex(numbers, number => !float.IsFinite(number));
        return notFinite < 0
            ? tensor(numbers, [count, width], ScalarType.Float32, CPU)
            : throw Damaged(Invariant($"a number that is infinite or none, number {notFinite} of {numbers.Length}"));
    }

    private static InvalidDataException Damaged(string what) => new($"The saved model is damaged: the context that the method FlatPrompt prepared has {what}.");
}
