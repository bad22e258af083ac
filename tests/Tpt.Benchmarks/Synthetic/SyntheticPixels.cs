using TorchSharp;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>Normalised views of an image that is not there: smooth noise, in part the same in all of them.</summary>
internal static class SyntheticPixels
{
    private const int Coarse = 7;
    private const int Seed = 3;

    /// <summary><c>[views, 3, size, size]</c>.</summary>
    public static Tensor Create(int views, int size)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(Seed);
        var coarse = randn(1, 3, Coarse, Coarse) + randn(views, 3, Coarse, Coarse);
        return nn.functional.interpolate(coarse, [size, size], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }

    /// <summary>Such views as the engine takes them.</summary>
    public static ViewBatch ToViews(Tensor pixels)
    {
        var views = new ViewBatch(new ViewBuffers((int)pixels.shape[0], (int)pixels.shape[3], normalization: null));
        for (var view = 0; view < views.Count; view++)
        {
            pixels[view].flatten().data<float>().CopyTo(views.Floats(view));
        }
        return views;
    }
}
