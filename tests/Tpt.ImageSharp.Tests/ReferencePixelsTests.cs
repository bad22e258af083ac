using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp.Tests;

/// <summary>Both decoders against what Pillow decodes. Preprocessing is held against Pillow elsewhere, from the pixels on.</summary>
public sealed class ReferencePixelsTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "preproc");

    public static TheoryData<string> LosslessInputs => [.. Directory.GetFiles(Path.Combine(_folder, "inputs"), "*.png").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(LosslessInputs))]
    public void Decode_PngOfTheReference_GivesTheSameBitsByBoth(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(_folder, "inputs", name));

        Decoders.Pixels(Decoders.Of("ImageSharp").Decode(file)).Should().Equal(Decoders.Pixels(Decoders.Of("SkiaSharp").Decode(file)));
    }

    /// <summary>The reference's centre view of pictures that ImageSharp decoded.</summary>
    [Theory]
    [InlineData("landscape.png")]
    [InlineData("tall.png")]
    [InlineData("tiny.png")]
    [InlineData("wide.png")]
    [InlineData("crop_half_b.png")]
    public void CentreView_OfImageSharpsPixels_IsTheReferences(string name)
    {
        var pixels = Decode("ImageSharp", Path.Combine("inputs", name));
        var expected = Decode("ImageSharp", Path.Combine("base", name));
        var preprocessing = new ImagePreprocessing { Mean = [0, 0, 0], Std = [1, 1, 1], RescaleFactor = 1 };
        var view = new float[3 * preprocessing.CropSize * preprocessing.CropSize];

        preprocessing.CentreView(pixels, view);

        var plane = view.Length / 3;
        view.Select(value => (byte)value).Should().Equal(Enumerable.Range(0, view.Length).Select(i => expected.Rgbx[(4 * (i % plane)) + (i / plane)]));
    }

    /// <summary>ImageSharp 2 repeats the chroma of a pixel where libjpeg interpolates it: at an edge of colour that is more than rounding.</summary>
    [Theory]
    [InlineData("SkiaSharp", "jpeg420", 4, 1.0)]
    [InlineData("ImageSharp", "jpeg420", 32, 1.0)]
    [InlineData("SkiaSharp", "exif_rotated", 4, 1.0)]
    [InlineData("ImageSharp", "exif_rotated", 32, 1.0)]
    public void Decode_JpegOfTheReference_DiffersAsDecodersDo(string decoder, string name, int largestDifference, double meanDifference)
    {
        var expected = Decode("SkiaSharp", Path.Combine("inputs", $"{name}.decoded.png"));

        var pixels = Decode(decoder, Path.Combine("inputs", $"{name}.jpg"));

        (pixels.Width, pixels.Height).Should().Be((expected.Width, expected.Height));
        int[] differences = [.. pixels.Rgbx.ToArray().Zip(expected.Rgbx.ToArray(), (a, b) => Math.Abs(a - b))];
        differences.Max().Should().BeLessThanOrEqualTo(largestDifference);
        differences.Average().Should().BeLessThan(meanDifference);
    }

    private static ImagePixels Decode(string decoder, string path) => Decoders.Of(decoder).Decode(File.ReadAllBytes(Path.Combine(_folder, path))).Pixels!;
}
