using Microsoft.ML.Tpt.Images.Decoding;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tests.Images;

/// <summary>Files that announce more than they have, or more than is read.</summary>
public sealed class ImageLimitTests
{
    public static TheoryData<string, byte[]> Bombs => new()
    {
        // The products of these sides and 4 lie just above 2^32.
        { "GIF 32768 x 32769", GifFile.Encode([1, 2, 3, 4], 2, 2, screenWidth: 32768, screenHeight: 32769) },
        { "PNG 32768 x 32769", PngFile.Write(32768, 32769, 8, 2, false, [0x78, 1, 0, 0]) },
        { "JPEG 32768 x 32769", JpegFile.Grey(32768, 32769, entropyBytes: 40) },
        { "PNG 65536 x 16385 with 3 rows", PngFile.Rows(65536, 16385, depth: 1, rows: 3) },
        { "JPEG 32800 x 32800", JpegFile.Grey(32800, 32800, entropyBytes: 1) },
        { "PNG 30000 x 30000", PngFile.Rows(30000, 30000, depth: 1, rows: 1) },
        { "PNG 2^31 - 1", PngFile.Write(int.MaxValue, int.MaxValue, 16, 6, true, [1, 2, 3]) },
        { "BMP 30000 x 30000", BmpFile.Header(30000, 30000, 24, 0) },
        { "BMP of the smallest height", BmpFile.Header(1, int.MinValue, 24, 0) },
        { "BMP run-length", BmpFile.Header(65535, 65535, 8, 1) },
        { "JPEG 65500 x 65500", JpegFile.Grey(65500, 65500, entropyBytes: 1) },
        { "GIF 20000 x 20000", GifFile.Encode([1], 1, 1, screenWidth: 20000, screenHeight: 20000) },

        // Below the limit of pixels, but the file does not have them.
        { "PNG 10000 x 10000", PngFile.Rows(10000, 10000, depth: 8, rows: 1) },
        { "JPEG 10000 x 10000", JpegFile.Grey(10000, 10000, entropyBytes: 4) },
        { "JPEG 12000 x 12000 progressive", JpegFile.Grey(12000, 12000, progressive: true, entropyBytes: 4) },
        { "JPEG 400 x 400 with one block", JpegFile.Grey(400, 400, entropyBytes: 1) },
        { "GIF frame of 10000 x 10000", GifFile.Encode([1, 2, 3, 4], 10000, 10000) },
        { "GIF frame of 64 x 64 with 4 pixels", GifFile.Encode([1, 2, 3, 4], 64, 64) },
        { "GIF screen of 5000 x 5000", GifFile.Encode([1, 2, 3, 4], 2, 2, screenWidth: 5000, screenHeight: 5000) },
        { "PNG 64 x 64 with 63 rows", PngFile.Rows(64, 64, rows: 63) },
        { "BMP 64 x 64 without pixels", BmpFile.Header(64, 64, 24, 0) },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Decode_MorePixelsThanTheFileHasOrTheLimitAllows_IsRefusedBeforeAllocating(string name, byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = Pictures.Decode(file);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        decoded.Pixels.Should().BeNull(name);
        decoded.Reason.Should().ContainAny("announces", "damaged", "first frame");
        allocated.Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void Decode_ExactlyTheLimit_IsReadAndOnePixelMoreIsNot()
    {
        var file = PngFile.Rows(100, 50);

        SkiaImageDecoder.Instance.Decode(file, Pictures.Options with { MaxPixels = 5000 }).Reason.Should().BeNull();
        SkiaImageDecoder.Instance.Decode(file, Pictures.Options with { MaxPixels = 4999 }).Reason
            .Should().Be("it announces 100 x 50 pixels, above Images.MaxPixels = 4999");
    }

    [Fact]
    public void Decode_ManyScans_IsRefused() =>
        Pictures.Decode(JpegFile.Grey(64, 64, progressive: true, scans: 65)).Reason.Should().StartWith("it has 65 scans");

    [Fact]
    public void Decode_ProgressiveAboveItsMemory_SaysTheBytesAndTheFix()
    {
        // 150 million grey pixels keep 300 MB of coefficients.
        Pictures.Decode(JpegFile.Grey(15000, 10000, progressive: true)).Reason
            .Should().Contain("15000 x 10000").And.Contain("268435455").And.EndWith("scale it down, or save it as baseline JPEG");
        Pictures.Decode(JpegFile.Grey(15000, 10000)).Reason.Should().BeNull("a baseline file of the same size is decoded at a fourth of its sides");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(536_870_912)]
    public void Options_LimitOutOfRange_IsRefused(long limit)
    {
        var act = () => new TptOptions { ClassNames = ["cat"], Images = { MaxPixels = limit } }.Validate();

        act.Should().Throw<ArgumentException>().WithMessage($"Images.MaxPixels is {limit}; it must be at least 1 and at most 536870911:*");
    }
}
