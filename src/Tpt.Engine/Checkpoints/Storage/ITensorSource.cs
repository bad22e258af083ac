using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Named tensors of a checkpoint, whatever the files they come from.</summary>
internal interface ITensorSource : IDisposable
{
    /// <summary>What errors call this source: a path.</summary>
    string Description { get; }

    IReadOnlyCollection<string> Names { get; }

    long[] ShapeOf(string name);

    /// <summary>The dtype that the tensor is stored in.</summary>
    ScalarType DTypeOf(string name);

    /// <summary>What the file calls the tensor.</summary>
    string StoredNameOf(string name);

    /// <summary>The tensor in its stored dtype, on the CPU, contiguous or not. The caller owns it.</summary>
    /// <exception cref="InvalidDataException">A file was shortened since it was opened.</exception>
    Tensor Read(string name);

    /// <summary>The files that the tensors are in, as they were read. It reads them to their end, so it comes last.</summary>
    /// <exception cref="InvalidDataException">A file was changed since it was opened.</exception>
    IReadOnlyList<ModelFile> Fingerprint();
}
