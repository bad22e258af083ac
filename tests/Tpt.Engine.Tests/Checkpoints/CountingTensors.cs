using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Stored tensors that say how many numbers were read of each.</summary>
internal sealed class CountingTensors(IStoredTensors inner) : IStoredTensors
{
    public Dictionary<string, long> NumbersRead { get; } = new(StringComparer.Ordinal);

    public string Description => inner.Description;

    public IReadOnlyCollection<string> Names => inner.Names;

    public long[] ShapeOf(string name) => inner.ShapeOf(name);

    public ScalarType DTypeOf(string name) => inner.DTypeOf(name);

    public string StoredNameOf(string name) => inner.StoredNameOf(name);

    public Tensor Read(string name) => Count(name, inner.Read(name));

    public Tensor ReadRows(string name, long start, long count) => Count(name, inner.ReadRows(name, start, count));

    public IReadOnlyList<ModelFile> Fingerprint() => inner.Fingerprint();

    public void Dispose() => inner.Dispose();

    private Tensor Count(string name, Tensor read)
    {
        NumbersRead[name] = NumbersRead.GetValueOrDefault(name) + read.numel();
        return read;
    }
}
