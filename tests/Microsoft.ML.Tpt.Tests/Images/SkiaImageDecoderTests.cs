using Microsoft.ML.Tpt.Images.Decoding;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;

namespace Microsoft.ML.Tests.Images;

/// <summary>Whatever a file holds, decoding gives a picture or a reason.</summary>
public sealed class SkiaImageDecoderTests
{
    public static TheoryData<string> FileNames => [.. Pictures.Files.Keys];

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Decode_EachFormatAndLayout_GivesThePicture(string name)
    {
        var decoded = Pictures.Decode(Pictures.Files[name]);

        decoded.Reason.Should().BeNull();
        (decoded.Pixels!.Width, decoded.Pixels.Height).Should().Be((37, 23));
        ImageHeader.Read(Pictures.Files[name], out _)!.DecodingBytes.Should().BeInRange(2 * 37 * 23 * 4, 2 << 20);
    }

    [Theory]
    [InlineData("plain.png")]
    [InlineData("interlaced.png")]
    [InlineData("bottom-up.bmp")]
    [InlineData("top-down.bmp")]
    [InlineData("lossless.webp")]
    public void Decode_LosslessFormat_GivesThePixels(string name)
    {
        var pixels = Pixels(Pictures.Decode(Pictures.Files[name]));

        pixels.Where((_, i) => i % 4 != 3).Should().Equal(Pictures.Gradient(37, 23));
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Decode_CutAnywhere_IsMissingOrTheWholePicture(string name)
    {
        var file = Pictures.Files[name];
        var whole = Pixels(Pictures.Decode(file));
        for (var length = 0; length < file.Length; length += length < 64 ? 1 : 7)
        {
            var decoded = Pictures.Decode(file[..length]);

            if (decoded.Pixels is null)
            {
                decoded.Reason.Should().NotBeNullOrEmpty();
            }
            else
            {
                Pixels(decoded).Should().Equal(whole, "the first {0} bytes hold every pixel, or there is no picture", length);
            }
        }

        Pictures.Decode(file[..(file.Length / 2)]).Reason.Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void Decode_RandomlyChangedBytes_IsAPictureOrAReason(string name)
    {
        const int Inputs = 20_000;
        var random = new Random(7);
        var file = Pictures.Files[name];
        var options = Pictures.Options with { MaxPixels = 1 << 20, ApplyExifOrientation = true };
        for (var i = 0; i < Inputs; i++)
        {
            var changed = file.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                // The headers, which decide about memory, are hit as often as the data.
                var at = random.Next(2) == 0 ? random.Next(Math.Min(64, file.Length)) : random.Next(file.Length);
                changed[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(changed[at] ^ (1 << random.Next(8)));
            }

            var decoded = SkiaImageDecoder.Instance.Decode(changed, options);

            if ((decoded.Pixels is null) == (decoded.Reason is null) || decoded.Reason?.Length > 300)
            {
                Assert.Fail($"Input {i} gave '{decoded.Reason}'.");
            }
        }
    }

    [Fact]
    public void Decode_CompositeOnWhite_TransparentGifBecomesWhite()
    {
        var file = GifFile.Encode([9, 9, 9, 200], 2, 2, transparent: 9);

        Pixels(Pictures.Decode(file)).Take(4).Should().Equal(0, 0, 0, 255);
        Pixels(SkiaImageDecoder.Instance.Decode(file, Pictures.Options with { Alpha = AlphaHandling.CompositeOnWhite })).Take(4).Should().Equal(255, 255, 255, 255);
    }

    [Fact]
    public void Decode_GifFrameBesideTheScreen_IsAPicture()
    {
        var pixels = Pictures.Noise(20 * 10, seed: 3);

        Pictures.Decode(GifFile.Encode(pixels, 20, 10, screenWidth: 5, screenHeight: 5)).Reason.Should().BeNull();
        Pictures.Decode(GifFile.Encode(pixels, 20, 10, screenWidth: 40, screenHeight: 40, left: 9, top: 9)).Reason.Should().BeNull();
        Pictures.Decode(GifFile.Encode(pixels, 20, 10, left: 9, top: 9)).Reason.Should().BeNull();
    }

    internal static byte[] Pixels(DecodedImage decoded)
    {
        decoded.Reason.Should().BeNull();
        return decoded.Pixels!.Rgbx.ToArray();
    }
}
