using System.Drawing;
using BenchmarkDotNet.Attributes;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Benchmarks.Micro;

/// <summary>One image of 500x400 to one view of 224x224.</summary>
[MemoryDiagnoser]
public class ResizeBenchmarks
{
    private readonly ImagePreprocessing _preprocessing = new();
    private readonly ImagePixels _image = NoiseImage.Create();
    private readonly byte[] _view;

    public ResizeBenchmarks()
    {
        _view = new byte[3 * _preprocessing.CropSize * _preprocessing.CropSize];
    }

    /// <summary>The centre view: shorter side to 224, bicubic, and the square in the middle.</summary>
    [Benchmark]
    public void CentreView() => _preprocessing.CentreView(_image, _view.AsSpan());

    /// <summary>The largest random crop: the whole image to a square, bilinear.</summary>
    [Benchmark]
    public void WholeImageCrop() => PillowResampler.ResizeToSquare(
        _image, new Rectangle(0, 0, _image.Width, _image.Height), ResampleFilter.Bilinear, _preprocessing.CropSize, mirror: false,
        new PlanarByteSink(_view, _preprocessing.CropSize, _preprocessing.CropSize));
}
