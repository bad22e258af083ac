using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;

namespace Microsoft.ML.Tests.Images;

/// <summary>Pictures of more than 2^25 pixels are decoded smaller. Each has just more, so that half of its sides is enough.</summary>
public sealed class ReducedScaleTests
{
    private const int Width = 6001, Height = 5601;

    /// <summary>A smooth gradient, whose average over a box is that of its corners to within rounding and, in lossy formats, the quantisation.</summary>
    [Theory]
    [InlineData("png", 1)]
    [InlineData("bmp", 1)]
    [InlineData("jpg", 3)]
    [InlineData("webp", 8)]
    public void Decode_AboveTheWholePictures_IsTheGradientAtHalfTheSides(string format, int tolerance)
    {
        var rgb = Pictures.Gradient(Width, Height);
        var file = format switch
        {
            "png" => PngFile.Encode(rgb, Width, Height, samples: 3),
            "bmp" => BmpFile.Encode(rgb, Width, Height),
            "jpg" => Pictures.Skia(rgb, Width, Height, SKEncodedImageFormat.Jpeg),
            _ => Pictures.Skia(rgb, Width, Height, SKEncodedImageFormat.Webp, quality: 60),
        };

        var pixels = Pictures.Decode(file).Pixels!;

        pixels.Width.Should().BeInRange(3000, 3001);
        pixels.Height.Should().BeInRange(2800, 2801);
        var reduced = pixels.Rgbx;
        var worst = 0;
        for (var y = 0; y < 2800; y += 7)
        {
            for (var x = 0; x < 3000; x += 7)
            {
                int at = ((y * pixels.Width) + x) * 4, from = ((2 * y * Width) + (2 * x)) * 3;
                for (var c = 0; c < 3; c++)
                {
                    worst = Math.Max(worst, Math.Abs(reduced[at + c] - rgb[from + c]));
                }
            }
        }

        worst.Should().BeLessThanOrEqualTo(tolerance);
    }

    /// <summary>95 million pixels come in two bands, and boxes of 2 x 2 lie across none of their borders unnoticed.</summary>
    [Fact]
    public void Decode_PngOfTwoBands_HasEveryRow()
    {
        const int Side = 9_747;
        var file = PngFile.Rows(Side, Side, value: y => (byte)(y / 40));
        ImageHeader.Read(file, out _)!.BandRows.Should().BeLessThan(Side);

        var pixels = Pictures.Decode(file).Pixels!;

        (pixels.Width, pixels.Height).Should().Be((4874, 4874));
        var reduced = pixels.Rgbx.ToArray();
        Enumerable.Range(0, 4874).Select(y => reduced[((y * 4874) + 77) * 4]).Should().Equal(Enumerable.Range(0, 4874).Select(y => (byte)(y / 20)));
    }

    [Fact]
    public void BoxReducer_OddSides_AveragesWhatEachBoxHas()
    {
        byte[] grey = [10, 20, 30, 40, 50, 60, 70, 80, 90];
        using var target = new PixelBuffer(2, 2);
        var reducer = new BoxReducer(3, 3, 2, AlphaHandling.Drop, target);
        for (var y = 2; y >= 0; y--)
        {
            reducer.Add(y, grey.AsSpan(3 * y, 3).ToArray().SelectMany(v => new byte[] { v, v, v, 7 }).ToArray());
        }

        target.Pixels.ToArray().Where((_, i) => i % 4 == 0).Should().Equal(30, 45, 75, 90);
        target.Pixels.ToArray().Where((_, i) => i % 4 == 3).Should().OnlyContain(alpha => alpha == 255);
    }

    [Fact]
    public void BoxReducer_OnWhite_CompositesBeforeTheAverage()
    {
        using var target = new PixelBuffer(1, 1);
        new BoxReducer(2, 1, 2, AlphaHandling.CompositeOnWhite, target).Add(0, [0, 0, 0, 255, 0, 0, 0, 0]);

        target.Pixels.ToArray().Should().Equal(128, 128, 128, 255);
    }

    [Fact]
    public void Header_LargestPictures_KeepTwoToThe23PixelsAndBoundedMemory()
    {
        foreach (var reduction in Enum.GetValues<ReductionMethod>())
        {
            for (var width = 2000; width < 60000; width += 997)
            {
                var header = new ImageHeader(ImageFileFormat.Png, width, (int)(ImageDecoderOptions.DefaultMaxPixels / width), reduction, CodecBytes: 1000);

                ((long)header.ReducedWidth * header.ReducedHeight).Should().BeInRange(1 << 23, 1 << 25);
                if (header.Refusal(ImageDecoderOptions.DefaultMaxPixels) is null)
                {
                    header.DecodingBytes.Should().BeLessThan(450_000_000);
                }
            }
        }
    }
}
