using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>A checkpoint with OpenAI's or OpenCLIP's names, read under those of the Hugging Face layout.</summary>
internal sealed class OpenAiTensorSource : ITensorSource
{
    private readonly IStoredTensors _inner;
    private readonly Dictionary<string, TensorPart> _parts = new(StringComparer.Ordinal);

    /// <param name="inner">The stored tensors; this source disposes of it.</param>
    /// <param name="visionTransformer">Whether <c>visual.*</c> is a vision transformer rather than a ResNet.</param>
    /// <exception cref="InvalidDataException">Two stored tensors are the same one in the Hugging Face layout, or one cannot be split or transposed.</exception>
    public OpenAiTensorSource(IStoredTensors inner, bool visionTransformer)
    {
        _inner = inner;
        foreach (var (name, part) in inner.Names.Except(OpenAiNames.Scalars).SelectMany(name => OpenAiNames.Convert(name, visionTransformer)))
        {
            var shape = inner.ShapeOf(part.Source);
            if ((part.Third is not null && (shape.Length == 0 || shape[0] % 3 != 0)) || (part.Transposed && shape.Length != 2))
            {
                throw new InvalidDataException($"'{inner.Description}': {Excerpt.Of(part.Source)} is {Excerpt.Of(shape)}, which no '{Excerpt.Of(name)}' can be taken from.");
            }
            if (!_parts.TryAdd(name, part))
            {
                throw new InvalidDataException($"'{inner.Description}' has both '{Excerpt.Of(part.Source)}' and '{Excerpt.Of(_parts[name].Source)}', which are one tensor under two names.");
            }
        }
    }

    public string Description => _inner.Description;

    public IReadOnlyCollection<string> Names => _parts.Keys;

    public long[] ShapeOf(string name)
    {
        var part = _parts[name];
        var shape = _inner.ShapeOf(part.Source);
        if (part.Third is not null)
        {
            return [shape[0] / 3, .. shape[1..]];
        }
        return part.Transposed ? [shape[1], shape[0]] : shape;
    }

    public ScalarType DTypeOf(string name) => _inner.DTypeOf(_parts[name].Source);

    public string StoredNameOf(string name) => _parts[name].Source;

    public Tensor Read(string name)
    {
        using var scope = NewDisposeScope();
        var part = _parts[name];
        if (part.Third is { } third)
        {
            var rows = _inner.ShapeOf(part.Source)[0] / 3;
            return _inner.ReadRows(part.Source, third * rows, rows).MoveToOuterDisposeScope();
        }
        var tensor = _inner.Read(part.Source);
        return (part.Transposed ? tensor.t() : tensor).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<ModelFile> Fingerprint() => _inner.Fingerprint();

    public void Dispose() => _inner.Dispose();
}
