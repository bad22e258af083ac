using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>A checkpoint whose image tower reads images of another size than its weights are for: their positions are interpolated.</summary>
internal sealed class ResizedPositions : ITensorSource
{
    private const string Positions = "vision_model.embeddings.position_embedding.weight";

    /// <summary>So many times the side that the weights are for, or a file of a kilobyte could ask for terabytes.</summary>
    private const int LargestGrowth = 8;

    private readonly ITensorSource _inner;
    private readonly int _from;
    private readonly int _to;

    private ResizedPositions(ITensorSource inner, int from, int to) => (_inner, _from, _to) = (inner, from, to);

    public string Description => _inner.Description;

    public IReadOnlyCollection<string> Names => _inner.Names;

    /// <param name="inner">The weights under Hugging Face's names.</param>
    /// <param name="stored">The image tower as the weights have it.</param>
    /// <param name="imageSize">The side of the images that it shall read.</param>
    /// <param name="path">The configuration that says so.</param>
    /// <returns>The weights themselves where nothing is to be done.</returns>
    /// <exception cref="InvalidDataException">The size is below one patch, or many times that of the weights.</exception>
    public static ITensorSource For(ITensorSource inner, ClipVisionConfig stored, int imageSize, string path)
    {
        var (from, to) = (stored.ImageSize / stored.PatchSize, imageSize / stored.PatchSize);
        if (to == from)
        {
            return inner;
        }
        return to is 0 || to > LargestGrowth * from
            ? throw new InvalidDataException(Invariant($"'{path}': vision_cfg.image_size is {imageSize}, but the weights in '{inner.Description}' are for {stored.ImageSize} px. Positions are interpolated for one patch at least, and for at most {LargestGrowth} times that."))
            : new ResizedPositions(inner, from, to);
    }

    public long[] ShapeOf(string name) => name == Positions ? [1 + (long)_to * _to, _inner.ShapeOf(name)[1]] : _inner.ShapeOf(name);

    public ScalarType DTypeOf(string name) => _inner.DTypeOf(name);

    public string StoredNameOf(string name) => _inner.StoredNameOf(name);

    public Tensor Read(string name)
    {
        if (name != Positions)
        {
            return _inner.Read(name);
        }
        using var scope = NewDisposeScope();
        return PositionGrid.Resize(_inner.Read(name), _from, _to).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<ModelFile> Fingerprint() => _inner.Fingerprint();

    public void Dispose() => _inner.Dispose();
}
