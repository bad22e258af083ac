using BenchmarkDotNet.Attributes;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Benchmarks.Micro;

/// <summary>The 64 views of one image of 500x400: the centre view and 63 random crops, on all cores.</summary>
[MemoryDiagnoser]
public class ViewsBenchmarks
{
    private readonly ImagePixels _image = NoiseImage.Create();
    private ViewSampler _sampler = null!;

    /// <summary>The side of a view: that of CLIP, and that of the built-in model.</summary>
    [Params(224, 64)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = new ViewOptions();
        _sampler = new ViewSampler(new ImagePreprocessing { CropSize = Size, ResizeEdge = Size }, options, options.Count);
    }

    /// <summary>The number of views.</summary>
    [Benchmark]
    public int Sample()
    {
        using var views = _sampler.Sample(_image);
        return views.Count;
    }
}
