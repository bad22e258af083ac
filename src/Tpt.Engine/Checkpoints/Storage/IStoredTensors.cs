using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Tensors as they lie in a file, of which a part can be read alone.</summary>
internal interface IStoredTensors : ITensorSource
{
    /// <summary>Some rows of a tensor with at least one dimension, in its stored dtype, on the CPU. The caller owns them.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <exception cref="InvalidDataException">A file was shortened since it was opened.</exception>
    Tensor ReadRows(string name, long start, long count);
}
