using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>
/// Gradients, in modes of their own. libtorch's grad mode and inference mode belong to the thread, so to whoever calls this
/// library; and TorchSharp's <c>autograd.grad</c> lets a native exception through, which ends the process, where
/// <c>autograd.backward</c> turns it into a managed one.
/// </summary>
internal static class LeafGradients
{
    [ThreadStatic]
    private static long _passes;

    /// <summary>How many backward passes this thread has made: on a GPU each costs hundreds of launches, whatever goes through it.</summary>
    public static long Passes => _passes;

    /// <summary>Until it is disposed of, this thread is out of inference mode and records gradients, whatever its caller has set; then the caller's modes are back.</summary>
    public static IDisposable OwnModes() => inference_mode(false);

    /// <summary>The gradients of a scalar, or of <c>sum(outputs outputGradients)</c>, with respect to leaves, in their order. They belong to the open dispose scope.</summary>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="leaves">With respect to what: tensors without a graph of their own that require gradients, each of which the outputs depend on.</param>
    /// <param name="outputGradients">The factor of each output, of its shape; null for a scalar.</param>
    /// <param name="keepGraph">Whether the graph is differentiated again later.</param>
    public static Tensor[] Of(Tensor[] outputs, Tensor[] leaves, Tensor[]? outputGradients = null, bool keepGraph = false)
    {
        Forget(leaves);
        _passes++;
        try
        {
            autograd.backward(outputs, outputGradients, keepGraph, create_graph: false, leaves);
            return Array.ConvertAll(leaves, leaf => leaf.grad ?? throw new InvalidOperationException("The outputs do not depend on a leaf."));
        }
        finally
        {
            Forget(leaves);
        }
    }

    /// <summary>A leaf collects gradients; one that is kept from image to image must not keep those.</summary>
    private static void Forget(Tensor[] leaves)
    {
        foreach (var leaf in leaves)
        {
            leaf.grad = null;
        }
    }
}
