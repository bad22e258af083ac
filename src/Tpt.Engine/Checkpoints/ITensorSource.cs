using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>Named tensors of a checkpoint, whatever the files they come from.</summary>
internal interface ITensorSource : IDisposable
{
    /// <summary>What errors call this source: a path.</summary>
    string Description { get; }

    IReadOnlyCollection<string> Names { get; }

    long[] ShapeOf(string name);

    /// <summary>The dtype that the tensor is stored in.</summary>
    ScalarType DTypeOf(string name);

    /// <summary>The tensor in its stored dtype, on the CPU. The caller owns it.</summary>
    Tensor Read(string name);
}
