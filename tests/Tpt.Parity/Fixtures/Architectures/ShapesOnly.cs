using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Parity.Fixtures.Architectures;

/// <summary>Names and shapes without numbers: whoever asks for a number has made a mistake.</summary>
/// <param name="description">What errors call it.</param>
/// <param name="shapes">The shapes by name.</param>
/// <param name="dtype">What all tensors but single numbers are stored in.</param>
internal sealed class ShapesOnly(string description, IReadOnlyDictionary<string, long[]> shapes, ScalarType dtype) : IStoredTensors
{
    public string Description => description;

    public IReadOnlyCollection<string> Names { get; } = [.. shapes.Keys];

    public long[] ShapeOf(string name) => shapes[name];

    /// <summary>OpenAI's scalars are integers; nothing tells the dtype of others apart.</summary>
    public ScalarType DTypeOf(string name) => dtype;

    public string StoredNameOf(string name) => name;

    public Tensor Read(string name) => throw new NotSupportedException($"{name} has a shape alone.");

    public Tensor ReadRows(string name, long start, long count) => throw new NotSupportedException($"{name} has a shape alone.");

    public IReadOnlyList<ModelFile> Fingerprint() => [];

    public void Dispose()
    {
    }
}
