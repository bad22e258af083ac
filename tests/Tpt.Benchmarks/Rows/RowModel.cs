using TorchSharp;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>A synthetic model in one precision of its image tower, whose views of <see cref="SyntheticPixels"/> point to a class.</summary>
internal sealed class RowModel : IDisposable
{
    /// <summary>Views that the projection is fitted to; the others come out alike.</summary>
    private const int FittedViews = 8;

    /// <param name="model">A name of <see cref="ModelSizes"/>.</param>
    /// <param name="classFeatures">L2-normalised text features of the same model, <c>[classes, embedding]</c>.</param>
    /// <param name="pixels">The views, <c>[views, 3, size, size]</c>.</param>
    /// <param name="maxProbability">The mean over views of the largest probability.</param>
    /// <param name="precision">What the image tower computes in.</param>
    /// <param name="keepFloat32">Whether the image tower stays in 32-bit floats too.</param>
    public RowModel(string model, Tensor classFeatures, Tensor pixels, double maxProbability, TptPrecision precision, bool keepFloat32)
    {
        var config = ModelSizes.Of(model);
        Network = SyntheticNetwork.Create(config);
        Towers = new PublishedTowers(Network, config);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var pooled = Towers.PoolImages(pixels.narrow(0, 0, Math.Min(FittedViews, pixels.shape[0])));
        Towers.VisualProjection.copy_(SyntheticViews.Projection(Towers.VisualProjection, pooled, classFeatures, maxProbability));
        Network.SetImageDType(PrecisionSelection.Select(precision, CPU), keepFloat32);
    }

    public ClipNetwork Network { get; }

    /// <summary>The published towers over the same weights, for 32-bit floats alone.</summary>
    public PublishedTowers Towers { get; }

    public void Dispose() => Network.Dispose();
}
