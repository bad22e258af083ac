using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using SkiaSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;
using Tpt.ImageSharp;

namespace Tpt.Benchmarks.Micro;

/// <summary>A JPEG file to its pixels and to 64 views of 224 x 224, by each decoder: what stands before the image tower.</summary>
[MemoryDiagnoser]
public class DecodingBenchmarks
{
    private const double AspectRatio = 4.0 / 3;

    private byte[] _file = [];
    private IImageDecoder _decoder = ImageDecoders.SkiaSharp;
    private ViewSampler _sampler = null!;

    /// <summary>The size of the picture, in millions of pixels: one from the web, a small photograph, and one of a telephone.</summary>
    [Params(0.2, 2, 12)]
    public double Megapixels { get; set; }

    /// <summary>The decoder.</summary>
    [Params("SkiaSharp", "ImageSharp")]
    public string Decoder { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _decoder = Decoder == "ImageSharp" ? ImageDecoders.ImageSharp : ImageDecoders.SkiaSharp;
        var options = new ViewOptions();
        _sampler = new ViewSampler(new ImagePreprocessing(), options, options.Count);
        var height = (int)Math.Sqrt(Megapixels * 1e6 / AspectRatio);
        _file = Photograph((int)(height * AspectRatio), height);
    }

    /// <summary>The number of pixels.</summary>
    [Benchmark]
    public int Decode() => _decoder.Decode(_file).Pixels!.Height;

    /// <summary>The number of views.</summary>
    [Benchmark]
    public int DecodeAndSample()
    {
        using var views = _sampler.Sample(_decoder.Decode(_file).Pixels!);
        return views.Count;
    }

    /// <summary>Soft shapes with some noise, as a camera has it: a file of about two bits a pixel.</summary>
    private static byte[] Photograph(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var shapes = SKShader.CreatePerlinNoiseFractalNoise(8f / width, 8f / height, 4, seed: 1);
        using var grain = SKShader.CreatePerlinNoiseTurbulence(0.4f, 0.4f, 1, seed: 2);
        using var both = SKShader.CreateCompose(shapes, grain, SKBlendMode.Overlay);
        using var paint = new SKPaint { Shader = both };
        canvas.DrawPaint(paint);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
