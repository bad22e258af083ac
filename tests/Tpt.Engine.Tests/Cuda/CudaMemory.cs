using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>Takes a GPU's memory, all but a little, until it is disposed of.</summary>
internal sealed class CudaMemory : IDisposable
{
    private const long Largest = 1L << 36;
    private const long Smallest = 1L << 21;
    private readonly List<Tensor> _taken = [];

    /// <param name="left">How many bytes are left over, about.</param>
    public CudaMemory(long left)
    {
        // Taken first and given back last, so that it is there however the rest was cut.
        var reserve = Take(left) ?? throw new InvalidOperationException("The GPU has no memory to begin with.");
        for (var size = Largest; size >= Smallest; size /= 2)
        {
            while (Take(size) is { } block)
            {
                _taken.Add(block);
            }
        }
        reserve.Dispose();
    }

    public void Dispose() => _taken.ForEach(block => block.Dispose());

    private static Tensor? Take(long bytes)
    {
        try
        {
            return empty([bytes], dtype: ScalarType.Byte, device: CudaDevice.Device).DetachFromDisposeScope();
        }
        catch (ExternalException shortage) when (MemoryShortage.Is(shortage))
        {
            return null;
        }
    }
}
