using Microsoft.ML.Tests.Images;
using Tpt.Engine.Imaging;
using Tpt.Fuzz.Corpus;

namespace Tpt.ImageSharp.Tests;

/// <summary>Every kind of lossless file that both decoders read, against each other: two libraries that share no code.</summary>
public sealed class BothDecodersTests
{
    public static TheoryData<byte, byte, bool> PngKinds
    {
        get
        {
            var data = new TheoryData<byte, byte, bool>();
            foreach (var (depth, colour) in new (byte, byte)[] { (1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6) })
            {
                data.Add(depth, colour, false);
                data.Add(depth, colour, true);
            }
            return data;
        }
    }

    public static TheoryData<short, int> BmpKinds => new() { { 24, 0 }, { 32, 0 }, { 8, 0 }, { 8, 1 }, { 1, 0 } };

    [Theory]
    [MemberData(nameof(PngKinds))]
    public void Decode_PngOfEachKind_HasTheSamePixelsByBoth(byte depth, byte colour, bool interlaced)
        // 16 bits are brought to 8 by either library's own rounding.
        => LargestDifference(PngBuilder.Build(19, 13, depth, colour, interlaced)).Should().BeLessThanOrEqualTo(depth == 16 ? 1 : 0);

    [Theory]
    [MemberData(nameof(BmpKinds))]
    public void Decode_BmpOfEachKind_HasTheSamePixelsByBoth(short bits, int compression)
    {
        LargestDifference(PictureBuilder.Bmp(9, 7, bits, compression)).Should().Be(0);
    }

    [Theory]
    [InlineData(9, 7, 1, false)]
    [InlineData(16, 16, 3, false)]
    [InlineData(8, 20, 2, true)]
    public void Decode_GifOfEachKind_HasTheSamePixelsByBoth(int width, int height, int frames, bool interlaced)
        => LargestDifference(PictureBuilder.Gif(width, height, frames, interlaced)).Should().Be(0);

    [Theory]
    [InlineData(100, 0)]
    [InlineData(80, 2)]
    public void Decode_AnimatedWebP_HasTheFirstFrameOnItsCanvasByBoth(int quality, int largestDifference)
    {
        var (first, second) = (Pictures.Gradient(20, 10), Pictures.Gradient(20, 10).Reverse().ToArray());
        var file = WebPFile.Animation(WebP(first), WebP(second), 20, 10, left: 4, top: 6);

        LargestDifference(file).Should().BeLessThanOrEqualTo(largestDifference);
        var decoded = Decoders.Of("ImageSharp").Decode(file).Pixels!;
        (decoded.Width, decoded.Height).Should().Be((26, 18));
        if (quality == 100)
        {
            var row = Enumerable.Range(0, 20).SelectMany(x => decoded.Rgbx.Slice((((6 + 3) * 26) + 4 + x) * 4, 3).ToArray());
            row.Should().Equal(first.Skip(3 * 20 * 3).Take(20 * 3), "the fourth row of the frame lies in the tenth of the canvas");
        }

        byte[] WebP(byte[] rgb) => Pictures.Skia(rgb, 20, 10, SkiaSharp.SKEncodedImageFormat.Webp, quality);
    }

    /// <summary>Above 2^25 pixels the canvas is reduced, and the frame with it.</summary>
    [Fact]
    public void Decode_AnimatedWebPOnALargeCanvas_IsReducedWithItsCanvas()
    {
        const int Left = 8000, Top = 4400;
        var file = WebPFile.Animation(WebP(10), WebP(200), 16, 16, Left, Top);

        var decoded = Decoders.Of("ImageSharp").Decode(file, new ImageDecoderOptions { MaxPixels = 500_000_000 }).Pixels!;

        (decoded.Width, decoded.Height).Should().Be((4009, 2209));
        var at = (((Top / 2) + 4) * 4009) + (Left / 2) + 4;
        decoded.Rgbx[at * 4].Should().Be(10);
        decoded.Rgbx[0].Should().Be(0);

        static byte[] WebP(byte gray) => Pictures.Skia([.. Enumerable.Repeat(gray, 16 * 16 * 3)], 16, 16, SkiaSharp.SKEncodedImageFormat.Webp, quality: 100);
    }

    private static int LargestDifference(byte[] file)
        => Decoders.Pixels(Decoders.Of("SkiaSharp").Decode(file)).Zip(Decoders.Pixels(Decoders.Of("ImageSharp").Decode(file)), (a, b) => Math.Abs(a - b)).Max();
}
