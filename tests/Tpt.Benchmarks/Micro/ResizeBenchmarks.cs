using System.Drawing;
using BenchmarkDotNet.Attributes;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Benchmarks.Micro;

/// <summary>One image of 500x400 to one normalised view of 224x224.</summary>
[MemoryDiagnoser]
public class ResizeBenchmarks
{
    private readonly ImagePreprocessing _preprocessing = new();
    private readonly ImagePixels _image = NoiseImage.Create();
    private readonly float[] _view;
    private readonly NormalizationTable _table;

    public ResizeBenchmarks()
    {
        _view = new float[3 * _preprocessing.CropSize * _preprocessing.CropSize];
        _table = new NormalizationTable(_preprocessing);
    }

    /// <summary>The centre view: shorter side to 224, bicubic, and the square in the middle.</summary>
    [Benchmark]
    public void CentreView() => _preprocessing.CentreView(_image, _table, _view);

    /// <summary>The largest random crop: the whole image to a square, bilinear.</summary>
    [Benchmark]
    public void WholeImageCrop() => PillowResampler.ResizeToSquare(
        _image, new Rectangle(0, 0, _image.Width, _image.Height), ResampleFilter.Bilinear, _preprocessing.CropSize, mirror: false,
        new NormalizedSink(_view, _preprocessing.CropSize, _table));
}
