using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>Named tensors of a checkpoint, whatever the files and naming they come from. Names are those of the Hugging Face layout.</summary>
internal interface ITensorSource : IDisposable
{
    /// <summary>What errors call this source: a path.</summary>
    string Description { get; }

    IReadOnlyCollection<string> Names { get; }

    long[] ShapeOf(string name);

    /// <summary>The tensor in its stored dtype, on the CPU. The caller owns it.</summary>
    Tensor Read(string name);
}
