using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>Stored tensors under the names that they have without the prefixes of wrappers.</summary>
internal sealed class UnwrappedTensors : IStoredTensors
{
    private readonly IStoredTensors _inner;
    private readonly Dictionary<string, string> _storedNames;

    private UnwrappedTensors(IStoredTensors inner, Dictionary<string, string> storedNames) => (_inner, _storedNames) = (inner, storedNames);

    public string Description => _inner.Description;

    public IReadOnlyCollection<string> Names => _storedNames.Keys;

    /// <param name="inner">The stored tensors. What this gives disposes of them.</param>
    /// <returns>The tensors themselves where no name has a prefix.</returns>
    /// <exception cref="InvalidDataException">Some names have a prefix and others have not, or two are one without it.</exception>
    public static IStoredTensors Of(IStoredTensors inner)
        => WrapperPrefixes.Remove(inner.Names, inner.Description) is { } names ? new UnwrappedTensors(inner, names) : inner;

    public long[] ShapeOf(string name) => _inner.ShapeOf(_storedNames[name]);

    public ScalarType DTypeOf(string name) => _inner.DTypeOf(_storedNames[name]);

    public string StoredNameOf(string name) => _inner.StoredNameOf(_storedNames[name]);

    public Tensor Read(string name) => _inner.Read(_storedNames[name]);

    public Tensor ReadRows(string name, long start, long count) => _inner.ReadRows(_storedNames[name], start, count);

    public IReadOnlyList<ModelFile> Fingerprint() => _inner.Fingerprint();

    public void Dispose() => _inner.Dispose();
}
