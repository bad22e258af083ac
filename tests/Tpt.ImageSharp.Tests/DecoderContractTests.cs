using Microsoft.ML.Tests.Images;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp.Tests;

/// <summary>What every decoder promises: a picture or a reason, whatever the file holds.</summary>
public sealed class DecoderContractTests
{
    public static TheoryData<string, string> Files => Decoders.All;

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_EachFormatAndLayout_GivesThePicture(string decoder, string name)
    {
        var decoded = Decoders.Of(decoder).Decode(Decoders.FilesOf(decoder)[name]);

        decoded.Reason.Should().BeNull();
        (decoded.Pixels!.Width, decoded.Pixels.Height).Should().Be((SharpFiles.Width, SharpFiles.Height));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_LosslessFile_GivesItsPixels(string decoder, string name)
    {
        if (name is "baseline.jpg" or "progressive.jpg" or "lossy.webp" or "alpha.png" or "plain.gif" or "run-length.bmp")
        {
            // Not lossless, or not of the gradient: both decoders are compared on these below.
            Decoders.Pixels(Decoders.Of(decoder).Decode(Decoders.FilesOf(decoder)[name])).Should().HaveCount(SharpFiles.Width * SharpFiles.Height * 4);
            return;
        }

        Decoders.Pixels(Decoders.Of(decoder).Decode(Decoders.FilesOf(decoder)[name])).Where((_, i) => i % 4 != 3).Should().Equal(SharpFiles.Colours);
    }

    [Theory]
    [InlineData("plain.png", 0)]
    [InlineData("alpha.png", 0)]
    [InlineData("interlaced.png", 0)]
    [InlineData("plain.gif", 0)]
    [InlineData("bottom-up.bmp", 0)]
    [InlineData("top-down.bmp", 0)]
    [InlineData("run-length.bmp", 0)]
    [InlineData("lossless.webp", 0)]
    [InlineData("lossy.webp", 2)]
    [InlineData("progressive.jpg", 0)]
    [InlineData("baseline.jpg", 8)]
    public void Decode_SameFile_GivesTheSamePixelsByBoth(string name, int largestDifference)
    {
        var skia = Decoders.Pixels(Decoders.Of("SkiaSharp").Decode(Pictures.Files[name]));
        var sharp = Decoders.Pixels(Decoders.Of("ImageSharp").Decode(Pictures.Files[name]));

        skia.Zip(sharp, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThanOrEqualTo(largestDifference);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_CutAnywhere_IsMissingOrTheWholePicture(string decoder, string name)
    {
        var file = Decoders.FilesOf(decoder)[name];
        var whole = Decoders.Pixels(Decoders.Of(decoder).Decode(file));
        for (var length = 0; length < file.Length; length += length < 64 ? 1 : 7)
        {
            var decoded = Decoders.Of(decoder).Decode(file.AsMemory(0, length));

            if (decoded.Pixels is null)
            {
                decoded.Reason.Should().NotBeNullOrEmpty();
            }
            else
            {
                Decoders.Pixels(decoded).Should().Equal(whole, "the first {0} bytes hold every pixel, or there is no picture", length);
            }
        }
        Decoders.Of(decoder).Decode(file.AsMemory(0, file.Length / 2)).Reason.Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_RandomlyChangedBytes_IsAPictureOrAReason(string decoder, string name)
    {
        const int Inputs = 5_000;
        var random = new Random(7);
        var file = Decoders.FilesOf(decoder)[name];
        var options = new ImageDecoderOptions { MaxPixels = 1 << 20, ApplyExifOrientation = true };
        for (var i = 0; i < Inputs; i++)
        {
            var changed = file.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                // The headers, which decide about memory, are hit as often as the data.
                var at = random.Next(2) == 0 ? random.Next(Math.Min(64, file.Length)) : random.Next(file.Length);
                changed[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(changed[at] ^ (1 << random.Next(8)));
            }

            var decoded = Decoders.Of(decoder).Decode(changed, options);

            if ((decoded.Pixels is null) == (decoded.Reason is null) || decoded.Reason?.Length > 400)
            {
                Assert.Fail($"Input {i} gave '{decoded.Reason}'.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_AboveTheLimit_SaysSoWithoutDecoding(string decoder, string name)
    {
        var file = Decoders.FilesOf(decoder)[name];
        var pixels = SharpFiles.Width * SharpFiles.Height;

        Decoders.Of(decoder).Decode(file, new ImageDecoderOptions { MaxPixels = pixels }).Reason.Should().BeNull();
        Decoders.Of(decoder).Decode(file, new ImageDecoderOptions { MaxPixels = pixels - 1 }).Reason.Should().Be("it announces 37 x 23 pixels, above Images.MaxPixels = 850");
    }

    [Theory]
    [InlineData("SkiaSharp")]
    [InlineData("ImageSharp")]
    public void Decode_AlphaOnWhite_CompositesIt(string decoder)
    {
        var file = PngFile.Encode([10, 20, 30, 0, 10, 20, 30, 255], 2, 1, samples: 4);

        Decoders.Pixels(Decoders.Of(decoder).Decode(file)).Should().Equal(10, 20, 30, 255, 10, 20, 30, 255);
        Decoders.Pixels(Decoders.Of(decoder).Decode(file, new ImageDecoderOptions { Alpha = AlphaHandling.CompositeOnWhite })).Should().Equal(255, 255, 255, 255, 10, 20, 30, 255);
    }

    /// <summary>ImageSharp decodes such a strip as any picture: one that begins where the file does never ends, and takes the process along.</summary>
    [Theory]
    [InlineData("its TIFF compression 7 is not read", (ushort)3, 7u)]
    [InlineData("its TIFF compression 6 is not read", (ushort)4, 6u)]
    [InlineData("its TIFF directory makes no sense", (ushort)8, 7u)]
    [InlineData("its TIFF directory makes no sense", (ushort)3, 1u, (ushort)3, 7u)]
    public void Decode_TiffOfACompressionThatHoldsFiles_IsRefused(string reason, ushort type, uint value, ushort secondType = 0, uint secondValue = 0)
    {
        (ushort, uint)[] compression = secondType == 0 ? [(type, value)] : [(type, value), (secondType, secondValue)];
        var file = TiffFile.Encode(SharpFiles.Colours, SharpFiles.Width, SharpFiles.Height, compression: compression);

        Decoders.Of("ImageSharp").Decode(file).Reason.Should().Contain(reason);
    }

    /// <summary>ImageSharp takes the last header, and the sides of the picture inside: what was not measured is not decoded.</summary>
    [Fact]
    public void Decode_SecondSetOfSides_IsRefusedBeforeDecoding()
    {
        var png = Pictures.Files["plain.png"];
        byte[] twoHeaders = [.. png[..33], .. png[8..33], .. png[33..]];
        var webp = WebPFile.WithExif(Pictures.Files["lossless.webp"], SharpFiles.Width, SharpFiles.Height + 1, exif: new byte[8]);

        Measured(twoHeaders).Should().StartWith("it is damaged: a PNG file has one header");
        Measured(webp).Should().StartWith("it is damaged: its picture has other sides than the 37 x 24 pixels");

        static string? Measured(byte[] file) => Decoders.Of("ImageSharp").Measure(file, new ImageDecoderOptions()).Reason;
    }

    [Fact]
    public void Decode_Bitmap_HasItsBitsOrSaysWhyNot()
    {
        // Black is 1. Two rows of eight, and of nine, whose rows take two bytes each.
        byte[] eight = [.. "P4\n8 2\n"u8, 0b1010_0000, 0b0000_0001], nine = [.. "P4 9 2\n"u8, 0b1010_0000, 0b1000_0000, 0, 0];
        byte[] text = [.. "P1\n# a comment\n3 1\n1 0 1\n"u8];

        Reds(eight).Should().Equal(0, 255, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0);
        Reds(text).Should().Equal(0, 255, 0);
        Decoders.Of("ImageSharp").Decode(nine).Reason.Should().StartWith("it is a bitmap of 9 columns");

        static IEnumerable<byte> Reds(byte[] file) => Decoders.Pixels(Decoders.Of("ImageSharp").Decode(file)).Where((_, i) => i % 4 == 0);
    }

    [Theory]
    [InlineData("SkiaSharp")]
    [InlineData("ImageSharp")]
    public void Decode_NoPicture_NamesWhatItIsAndWhatIsRead(string decoder)
        => Decoders.Of(decoder).Decode("%PDF-1.7 and so on, and so on, and so on"u8.ToArray()).Reason.Should().StartWith("it looks like a PDF document; JPEG, PNG, GIF, BMP");
}
