using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

/// <summary>The tensors of the process that have not been disposed of.</summary>
internal static class LiveTensors
{
    public static long Count => Tensor.TotalCount;

    /// <summary>
    /// The count to compare later ones with: what earlier tests dropped without disposing of it is finalised first, or its
    /// finalisers would lower a later count. A later count itself does not collect, so that nothing finalised is taken for disposed of.
    /// </summary>
    public static long CountAfterFinalizers()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Count;
    }
}
