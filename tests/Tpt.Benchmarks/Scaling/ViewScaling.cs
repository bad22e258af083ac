using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Scaling;

/// <summary>The engine's image tower against the number of views.</summary>
internal static class ViewScaling
{
    private const string Model = "ViT-B/32";

    public static ScalingSeries Measure(int[] counts, int repetitions)
    {
        using var scope = NewDisposeScope();
        var config = ModelSizes.Of(Model);
        using var network = SyntheticNetwork.Create(config);
        var pixels = randn(counts.Max(), 3, config.Vision.ImageSize, config.Vision.ImageSize);
        double Time(int views) => Alternation.Time(() => ImageEncoder.Encode(network.Images, pixels.narrow(0, 0, views)).Dispose());
        Time(counts.Min());
        return ScalingMeasurement.Run(
            "Image tower over the views of one image", Model, "views", ["vision_s"], counts,
            views => [Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => Time(views))])]);
    }
}
