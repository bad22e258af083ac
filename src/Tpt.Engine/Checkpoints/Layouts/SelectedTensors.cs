using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Stored tensors without some of them, and others under another name.</summary>
internal sealed class SelectedTensors : IStoredTensors
{
    /// <summary>What <c>CustomTextCLIP</c> of OpenCLIP puts before the names of its text tower, which are CLIP's otherwise.</summary>
    private const string TextPrefix = "text.";

    private readonly IStoredTensors _inner;
    private readonly Dictionary<string, string> _stored = new(StringComparer.Ordinal);

    private SelectedTensors(IStoredTensors inner, Func<string, string?> rename)
    {
        _inner = inner;
        foreach (var stored in inner.Names)
        {
            if (rename(stored) is { } name && !_stored.TryAdd(name, stored))
            {
                throw new InvalidDataException($"'{inner.Description}' has both '{Excerpt.Of(stored)}' and '{Excerpt.Of(_stored[name])}', which are one tensor under two names.");
            }
        }
    }

    public string Description => _inner.Description;

    public IReadOnlyCollection<string> Names => _stored.Keys;

    /// <summary>The text tower's tensors under their bare names, whether <c>text.</c> stands before them or not.</summary>
    /// <exception cref="InvalidDataException">One is there under both names.</exception>
    public static SelectedTensors WithBareText(IStoredTensors inner)
        => new(inner, name => name.StartsWith(TextPrefix, StringComparison.Ordinal) ? name[TextPrefix.Length..] : name);

    /// <summary>All but those whose name begins so.</summary>
    public static SelectedTensors Without(IStoredTensors inner, params string[] prefixes)
        => new(inner, name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? null : name);

    public long[] ShapeOf(string name) => _inner.ShapeOf(_stored[name]);

    public ScalarType DTypeOf(string name) => _inner.DTypeOf(_stored[name]);

    public string StoredNameOf(string name) => _inner.StoredNameOf(_stored[name]);

    public Tensor Read(string name) => _inner.Read(_stored[name]);

    public Tensor ReadRows(string name, long start, long count) => _inner.ReadRows(_stored[name], start, count);

    public IReadOnlyList<ModelFile> Fingerprint() => _inner.Fingerprint();

    public void Dispose() => _inner.Dispose();
}
