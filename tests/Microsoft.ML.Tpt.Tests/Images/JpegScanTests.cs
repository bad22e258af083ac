using Microsoft.ML.Tpt.Images.Decoding;
using SkiaSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;

namespace Microsoft.ML.Tests.Images;

/// <summary>JPEG files whose scans were cut and closed again: their decoder fills them with grey and says nothing.</summary>
public sealed class JpegScanTests
{
    /// <summary>Each stored file with the number of its scans that have pixels.</summary>
    public static TheoryData<string, int> Files => new()
    {
        { "444.jpg", 1 },
        { "420.jpg", 1 },
        { "420-restart.jpg", 1 },
        { "411-optimized.jpg", 1 },
        { "grey.jpg", 1 },
        { "grey-restart.jpg", 1 },
        { "separate-scans.jpg", 3 },
        { "cmyk.jpg", 1 },
        { "ycck.jpg", 1 },
        { "progressive.jpg", 1 },
        { "progressive-restart.jpg", 1 },
        { "progressive-separate-dc.jpg", 3 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_Whole_GivesTheDecodersPixels(string name, int scans)
    {
        var file = Load(name);
        var expected = DecoderPixels(file);

        JpegFile.Scans(file).Count.Should().BeGreaterThanOrEqualTo(scans);
        SkiaImageDecoderTests.Pixels(Pictures.Decode(file)).Should().Equal(expected);
        SkiaImageDecoderTests.Pixels(Pictures.Decode([.. file[..^2], 0xFF, 0xFF, .. file[^2..]])).Should().Equal(expected, "bytes 0xFF may stand before a marker");
        SkiaImageDecoderTests.Pixels(Pictures.Decode([.. file, 1, 2, 0xFF, 0xDA, 3])).Should().Equal(expected, "what follows the end is no part of it");
        SkiaImageDecoderTests.Pixels(Pictures.Decode([.. file[..^2], 0, 0x55, .. file[^2..]])).Should().Equal(expected, "bytes behind the last block are skipped");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_CutInAScanWithPixelsAndClosed_IsRefused(string name, int scans)
    {
        var file = Load(name);
        foreach (var (start, end) in JpegFile.Scans(file).Take(scans))
        {
            foreach (var part in new[] { 0.3, 0.6, 0.95 })
            {
                var decoded = Pictures.Decode(Closed(file, start + (int)(part * (end - start))));

                decoded.Pixels.Should().BeNull("{0:P0} of the scan is no picture", part);
                decoded.Reason.Should().StartWith("it is cut or damaged: it announces 59 x 43 pixels").And.Contain("data end after");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_CutAtAnyByteOfAScanWithPixelsAndClosed_IsRefused(string name, int scans)
    {
        var file = Load(name);
        foreach (var (start, end) in JpegFile.Scans(file).Take(scans))
        {
            for (var length = start; length < end; length++)
            {
                Pictures.Decode(Closed(file, length)).Reason.Should().NotBeNull("{0} of {1} bytes of the scan are there", length - start, end - start);
            }
        }
    }

    [Theory]
    [InlineData("separate-scans.jpg")]
    [InlineData("progressive-separate-dc.jpg")]
    public void Decode_ClosedBeforeTheScanOfAComponent_IsRefused(string name)
    {
        var file = Load(name);
        var endOfSecond = JpegFile.Scans(file)[1].End;

        Pictures.Decode(Closed(file, endOfSecond)).Reason
            .Should().Be("it is cut or damaged: it announces 59 x 43 pixels, and has no data of 1 of its 3 colour components");
    }

    /// <summary>Each block has its mean colour there. What is missing makes it sharp.</summary>
    [Theory]
    [InlineData("progressive.jpg", 1)]
    [InlineData("progressive-restart.jpg", 1)]
    [InlineData("progressive-separate-dc.jpg", 3)]
    public void Decode_ProgressiveWithoutTheScansThatMakeItExact_IsAPicture(string name, int scans)
    {
        var file = Load(name);
        var blurred = Closed(file, JpegFile.Scans(file)[scans - 1].End);

        SkiaImageDecoderTests.Pixels(Pictures.Decode(blurred)).Should().Equal(DecoderPixels(blurred)).And.NotEqual(DecoderPixels(file));
    }

    [Fact]
    public void Decode_RestartMarkerIsLost_IsRefused()
    {
        var file = Load("420-restart.jpg");
        var marker = file.AsSpan().IndexOf(new byte[] { 0xFF, 0xD1 });

        Pictures.Decode([.. file[..marker], .. file[(marker + 2)..]]).Reason.Should().Contain("data end after");
        file[marker + 1] = 0xD2;
        Pictures.Decode(file).Reason.Should().Contain("data end after");
    }

    [Fact]
    public void Decode_FillBytesBeforeRestartMarkers_GivesTheDecodersPixels()
    {
        var file = Load("420-restart.jpg");
        byte[] filled = [.. file.SelectMany((value, i) => value == 0xFF && file[i + 1] is >= 0xD0 and <= 0xD7 ? new byte[] { 0xFF, 0xFF } : [value])];

        filled.Length.Should().BeGreaterThan(file.Length);
        SkiaImageDecoderTests.Pixels(Pictures.Decode(filled)).Should().Equal(DecoderPixels(file));
    }

    /// <summary>Frames of Motion JPEG have no tables. libjpeg takes the usual ones, which this file was made with.</summary>
    [Fact]
    public void Decode_WithoutHuffmanTables_IsLeftToTheDecoder()
    {
        var file = Load("grey.jpg");
        var expected = DecoderPixels(file);
        for (int table; (table = file.AsSpan().IndexOf(new byte[] { 0xFF, 0xC4 })) >= 0;)
        {
            file = [.. file[..table], .. file[(table + 2 + ((file[table + 2] << 8) | file[table + 3]))..]];
        }

        SkiaImageDecoderTests.Pixels(Pictures.Decode(file)).Should().Equal(expected);
    }

    /// <summary>The only code is a bit 0. A bit 1 begins 17 bits that libjpeg takes for the end of the block: 18 bits with the DC code.</summary>
    [Fact]
    public void Decode_BitsThatAreNoCode_AreAsManyAsTheDecoderTakes()
    {
        var file = JpegFile.Grey(8, 8, entropyBytes: 3);
        file[^5] = 0b0100_0000;

        Pictures.Decode(file).Reason.Should().BeNull();
        Pictures.Decode(Closed(file, file.Length - 3)).Reason
            .Should().Be("it is cut or damaged: it announces 8 x 8 pixels, and its data end after 0 of 1 blocks");
    }

    [Fact]
    public void Decode_ReducedInTheCodec_IsRefusedWhereItsScanIsCut()
    {
        const int Width = 6001, Height = 5601;
        var file = Pictures.Skia(Pictures.Gradient(Width, Height), Width, Height, SKEncodedImageFormat.Jpeg);
        var (start, end) = JpegFile.Scans(file).Single();

        ImageHeader.Read(file, out _)!.Factor.Should().Be(2);
        ImageHeader.Read(Closed(file, start + ((end - start) * 95 / 100)), out var reason).Should().BeNull();
        reason.Should().StartWith("it is cut or damaged: it announces 6001 x 5601 pixels");
    }

    [Fact]
    public void Read_LongRowsOfFillBytesAndTables_AreReadOnce()
    {
        var file = Load("420-restart.jpg");
        var start = JpegFile.Scans(file).Single().Start;
        byte[] table = [0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0];
        byte[] many = [.. file[..2], .. Enumerable.Repeat(table, 100_000).SelectMany(bytes => bytes), .. file[2..(start + 20)], .. Enumerable.Repeat((byte)0xFF, 20_000_000), 0xD9];

        var before = GC.GetAllocatedBytesForCurrentThread();
        ImageHeader.Read(many, out var reason).Should().BeNull();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
        reason.Should().Contain("data end after");
    }

    private static byte[] Load(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "TestData", "jpeg", name));

    private static byte[] Closed(byte[] file, int length) => [.. file[..length], 0xFF, 0xD9];

    /// <summary>What SkiaSharp makes of the file, without the look at it before.</summary>
    private static byte[] DecoderPixels(byte[] file)
    {
        using var bitmap = SKBitmap.Decode(file, new SKImageInfo(59, 43, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        return ImagePixels.FromRgba(bitmap.GetPixelSpan(), bitmap.Width, bitmap.Height, AlphaHandling.Drop).Rgbx.ToArray();
    }
}
