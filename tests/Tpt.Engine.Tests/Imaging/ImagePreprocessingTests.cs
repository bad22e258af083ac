using System.Text.Json;
using CsCheck;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

public class ImagePreprocessingTests
{
    private static readonly ImagePreprocessing s_clip = new();

    public static TheoryData<string> Inputs { get; } =
        [.. PreprocGoldens.Index.GetProperty("inputs").EnumerateObject().Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void CentreView_GoldenInput_EqualsTheReferenceBitForBit(string input)
    {
        var view = CentreView(s_clip, PreprocGoldens.Load("inputs/" + input));

        PreprocGoldens.Grid(view, first: 8, step: 16).Should().Equal(PreprocGoldens.Samples("norm." + Path.GetFileNameWithoutExtension(input)));
    }

    [Fact]
    public void CentreView_GoldenOutputs_EqualsTheReferenceInEveryPixel()
    {
        foreach (var input in PreprocGoldens.Index.GetProperty("inputs").EnumerateObject())
        {
            if (input.Value.TryGetProperty("output", out var output))
            {
                var view = CentreView(s_clip, PreprocGoldens.Load("inputs/" + input.Name));
                var expected = PreprocGoldens.Normalize(PreprocGoldens.LoadPlanes(output.GetString()!), s_clip);

                view.AsSpan().SequenceEqual(expected).Should().BeTrue("{0} is a golden", input.Name);
            }
        }
    }

    [Fact]
    public void CentreView_CropLargerThanTheResizedImage_IsPaddedWithBlack()
    {
        // 4x2 with the short side as it is, in a square of 5: columns 0 + 4 + 1, rows 1 + 2 + 2 (torchvision: half before, truncated)
        var preprocessing = new ImagePreprocessing { ResizeEdge = 2, CropSize = 5, Mean = [0, 0, 0], Std = [1, 1, 1], RescaleFactor = 1 };
        var image = ImagePixels.FromGray([1, 2, 3, 4, 5, 6, 7, 8], 4, 2);

        var view = CentreView(preprocessing, image);

        view[..25].Should().Equal(
            0, 0, 0, 0, 0,
            1, 2, 3, 4, 0,
            5, 6, 7, 8, 0,
            0, 0, 0, 0, 0,
            0, 0, 0, 0, 0);
    }

    [Theory]
    [InlineData(4, 2, 0, 1)]
    [InlineData(2, 4, 1, 0)]
    [InlineData(4, 3, 0, 0)]
    [InlineData(1, 4, 1, 0)]
    public void CentreView_Longest_FillsTheRestWithTheColourTheSmallerHalfBefore(int width, int height, int left, int top)
    {
        // The longer side is 4 already, so the pixels stay as they are.
        var preprocessing = new ImagePreprocessing { ResizeMode = ResizeMode.Longest, ResizeEdge = 4, CropSize = 4, FillColor = [7, 8, 9], Mean = [0, 0, 0], Std = [1, 1, 1], RescaleFactor = 1 };
        var pixels = Enumerable.Range(100, width * height).Select(value => (byte)value).ToArray();

        var view = CentreView(preprocessing, ImagePixels.FromGray(pixels, width, height));

        for (var channel = 0; channel < 3; channel++)
        {
            var expected = Enumerable.Range(0, 16).Select(i => (X: i % 4 - left, Y: i / 4 - top))
                .Select(at => at.X >= 0 && at.X < width && at.Y >= 0 && at.Y < height ? pixels[(at.Y * width) + at.X] : (float)preprocessing.FillColor[channel]);
            view[(channel * 16)..((channel + 1) * 16)].Should().Equal(expected);
        }
    }

    [Fact]
    public void CentreView_NoResize_CutsTheCentreOut()
    {
        var preprocessing = new ImagePreprocessing { ResizeEdge = null, CropSize = 2, Mean = [0, 0, 0], Std = [1, 1, 1], RescaleFactor = 1 };

        // offset (5 - 2) / 2 = 1.5, half to even: 2
        CentreView(preprocessing, ImagePixels.FromGray([0, 1, 2, 3, 4, 10, 11, 12, 13, 14], 5, 2))[..4].Should().Equal(2, 3, 12, 13);
    }

    [Theory]
    [InlineData(ResizeMode.Shortest, 100, 33, 10, 30, 10)]
    [InlineData(ResizeMode.Shortest, 33, 100, 10, 10, 30)]
    [InlineData(ResizeMode.Longest, 100, 35, 10, 10, 4)]
    [InlineData(ResizeMode.Longest, 100, 25, 10, 10, 2)]
    [InlineData(ResizeMode.Longest, 33, 100, 10, 3, 10)]
    [InlineData(ResizeMode.Longest, 1000, 1, 10, 10, 1)]
    [InlineData(ResizeMode.Longest, 3, 2, 300, 300, 200)]
    [InlineData(ResizeMode.Squash, 100, 33, 10, 10, 10)]
    public void SizeOf_EachMode_IsThatOfTheReference(ResizeMode mode, int width, int height, int edge, int expectedWidth, int expectedHeight)
        => ResizeGeometry.SizeOf(new ImagePreprocessing { ResizeMode = mode, ResizeEdge = edge }, width, height).Should().Be((expectedWidth, expectedHeight));

    [Fact]
    public void CentreView_Squash_IsTheWholeImageResizedToTheSquare() => RandomImages.Rgb.Sample(pixels =>
    {
        var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
        var preprocessing = new ImagePreprocessing { ResizeMode = ResizeMode.Squash, ResizeEdge = 12, CropSize = 12 };
        var bytes = new byte[3 * 12 * 12];
        PillowResampler.ResizeToSquare(image, new System.Drawing.Rectangle(0, 0, image.Width, image.Height), preprocessing.Filter, 12, mirror: false, new PlanarByteSink(bytes, 12, 12));
        return CentreView(preprocessing, image).AsSpan().SequenceEqual(PreprocGoldens.Normalize(bytes, preprocessing));
    });

    [Fact]
    public void CentreView_AnyImage_StaysWithinTheNormalisedRange() => RandomImages.Rgb.Sample(pixels =>
    {
        var preprocessing = new ImagePreprocessing { ResizeEdge = 12, CropSize = 12 };
        var view = CentreView(preprocessing, ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height));
        return view.Chunk(144).Select((plane, channel) => plane.All(v =>
            v >= (0 - s_clip.Mean[channel]) / s_clip.Std[channel] && v <= (1 - s_clip.Mean[channel]) / s_clip.Std[channel])).All(inside => inside);
    });

    [Fact]
    public void Normalize_EveryByte_EqualsToTensorAndNormalizeInFp32()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(v => (byte)v)];
        var actual = new float[256];

        new NormalizationTable(s_clip).Normalize(1, bytes, actual);

        actual.Should().Equal(bytes.Select(v => ((v / 255f) - s_clip.Mean[1]) / s_clip.Std[1]));
    }

    [Fact]
    public void Equals_SameNumbersInOtherLists_IsTrue()
    {
        var same = new ImagePreprocessing { Mean = [.. s_clip.Mean], Std = s_clip.Std.ToList() };

        same.Should().Be(s_clip);
        same.GetHashCode().Should().Be(s_clip.GetHashCode());
        (same with { CropSize = 32 }).Should().NotBe(s_clip);
        (same with { ResizeMode = ResizeMode.Squash }).Should().NotBe(s_clip);
        (same with { FillColor = [0, 0, 1] }).Should().NotBe(s_clip);
        (same with { FillColor = [.. s_clip.FillColor] }).Should().Be(s_clip);
    }

    [Fact]
    public void Init_ImpossibleValue_NamesTheProperty()
    {
        ((Action)(() => _ = new ImagePreprocessing { CropSize = 0 })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("CropSize");
        ((Action)(() => _ = new ImagePreprocessing { ResizeEdge = 0 })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("ResizeEdge");
        ((Action)(() => _ = new ImagePreprocessing { Filter = (ResampleFilter)99 })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Filter");
        ((Action)(() => _ = new ImagePreprocessing { ResizeMode = (ResizeMode)3 })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("ResizeMode");
        ((Action)(() => _ = new ImagePreprocessing { FillColor = [1, 2] })).Should().Throw<ArgumentException>().WithParameterName("FillColor");
        ((Action)(() => _ = new ImagePreprocessing { Mean = [1, 2] })).Should().Throw<ArgumentException>().WithParameterName("Mean");
        ((Action)(() => _ = new ImagePreprocessing { Std = [1, 0, 1] })).Should().Throw<ArgumentException>().WithParameterName("Std");
        ((Action)(() => _ = new ImagePreprocessing { RescaleFactor = double.NaN })).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("RescaleFactor");
    }

    [Fact]
    public void Init_SizesBeyondThoseThatAFileMayAskFor_AreRefusedAsThereAre()
    {
        var atMost = new ImagePreprocessing { CropSize = 2048, ResizeEdge = 4096 };

        ImagePreprocessing.FromJson(new MemoryStream("""{"crop_size": 2048, "size": 4096}"""u8.ToArray())).Should().Be(atMost);
        ((Action)(() => _ = atMost with { CropSize = 2049 })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("CropSize must be 1 to 2048.*");
        ((Action)(() => _ = atMost with { ResizeEdge = 4097 })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("ResizeEdge must be 1 to 4096*");
        ((Action)(() => ImagePreprocessing.FromJson(new MemoryStream("""{"crop_size": 2049}"""u8.ToArray())))).Should().Throw<InvalidDataException>();
        ((Action)(() => ImagePreprocessing.FromJson(new MemoryStream("""{"size": 4097}"""u8.ToArray())))).Should().Throw<InvalidDataException>();
    }

    /// <summary>A picture of one column has more rows at 224 columns than 32 bits can count. Its centre is that of a short one.</summary>
    [Theory]
    [InlineData(1, 20_000_000)]
    [InlineData(20_000_000, 1)]
    [InlineData(1, 178_956_970)]
    public void CentreView_OnePixelWide_IsThatOfItsCentre(int width, int height)
    {
        const int Short = 1000;
        var pixels = new byte[(long)width * height];
        var centre = pixels.AsSpan((pixels.Length / 2) - (Short / 2), Short).ToArray();
        new Random(1).NextBytes(centre);
        centre.CopyTo(pixels, (pixels.Length / 2) - (Short / 2));

        var view = CentreView(s_clip, ImagePixels.FromGray(pixels, width, height));

        var expected = CentreView(s_clip, ImagePixels.FromGray(centre, Math.Min(width, Short), Math.Min(height, Short)));
        var step = 1 / 255f / s_clip.Std.Min();
        view.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1.01f * step, "positions are rounded to 2^-22 of a pixel");
    }

    [Fact]
    public void CentreView_LargestShortestEdge_IsTheCentre()
    {
        var preprocessing = new ImagePreprocessing { ResizeEdge = ClipLimits.MaxResizeEdge };

        CentreView(preprocessing, ImagePixels.FromGray([255, 255, 255, 255, 255, 255], 2, 3)).Should().OnlyContain(value => float.IsFinite(value));
    }

    private static float[] CentreView(ImagePreprocessing preprocessing, ImagePixels image)
    {
        var view = new float[3 * preprocessing.CropSize * preprocessing.CropSize];
        preprocessing.CentreView(image, view);
        return view;
    }
}
