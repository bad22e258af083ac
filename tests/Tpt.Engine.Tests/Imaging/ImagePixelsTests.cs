using CsCheck;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

public class ImagePixelsTests
{
    [Fact]
    public void FromRgb_TwoPixels_StoresThemWithAnOpaqueFourthByte() =>
        ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 2, 1).Rgbx.ToArray().Should().Equal(1, 2, 3, 255, 4, 5, 6, 255);

    [Fact]
    public void ToRgba_TwoPixels_IsACopyOfThem()
    {
        var image = ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 2, 1);

        image.ToRgba()[0] = 9;

        image.ToRgba().Should().Equal(1, 2, 3, 255, 4, 5, 6, 255);
    }

    [Fact]
    public void FromGray_AnyPixels_EqualsTheReplicatedRgb() => RandomImages.Rgb.Sample(image =>
    {
        var gray = image.Rgb[..(image.Width * image.Height)];
        byte[] rgb = [.. gray.SelectMany(v => new[] { v, v, v })];
        return ImagePixels.FromGray(gray, image.Width, image.Height).Rgbx
            .SequenceEqual(ImagePixels.FromRgb(rgb, image.Width, image.Height).Rgbx);
    });

    [Theory]
    [InlineData(AlphaHandling.Drop, false)]
    [InlineData(AlphaHandling.Drop, true)]
    [InlineData(AlphaHandling.CompositeOnWhite, false)]
    [InlineData(AlphaHandling.CompositeOnWhite, true)]
    public void FromBgra_AnyPixels_EqualsTheSwappedRgba(AlphaHandling alpha, bool premultiplied) => RandomImages.Rgba.Sample(image =>
    {
        byte[] bgra = [.. image.Rgba.Chunk(4).SelectMany(p => new[] { p[2], p[1], p[0], p[3] })];
        var fromBgra = ImagePixels.FromBgra(bgra, image.Width, image.Height, alpha, premultiplied);
        var fromRgba = ImagePixels.FromRgba(image.Rgba, image.Width, image.Height, alpha, premultiplied);
        return fromBgra.Rgbx.SequenceEqual(fromRgba.Rgbx) && fromBgra.ContentSeed(5) == fromRgba.ContentSeed(5);
    });

    [Theory]
    [InlineData(AlphaHandling.Drop, false, 100, 128, 100)]
    [InlineData(AlphaHandling.Drop, false, 100, 0, 100)]
    [InlineData(AlphaHandling.Drop, true, 100, 128, 199)]
    [InlineData(AlphaHandling.Drop, true, 0, 0, 0)]
    [InlineData(AlphaHandling.Drop, true, 9, 0, 9)]
    [InlineData(AlphaHandling.Drop, true, 200, 100, 200)]
    [InlineData(AlphaHandling.CompositeOnWhite, true, 9, 0, 9)]
    [InlineData(AlphaHandling.CompositeOnWhite, true, 200, 100, 233)]
    [InlineData(AlphaHandling.CompositeOnWhite, false, 100, 128, 177)]
    [InlineData(AlphaHandling.CompositeOnWhite, false, 100, 0, 255)]
    [InlineData(AlphaHandling.CompositeOnWhite, false, 100, 255, 100)]
    [InlineData(AlphaHandling.CompositeOnWhite, true, 50, 128, 177)]
    [InlineData(AlphaHandling.CompositeOnWhite, true, 0, 0, 255)]
    public void FromRgba_ColourWithAlpha_FollowsTheAlphaHandling(AlphaHandling alpha, bool premultiplied, byte colour, byte a, byte expected) =>
        ImagePixels.FromRgba([colour, colour, colour, a], 1, 1, alpha, premultiplied).Rgbx.ToArray()
            .Should().Equal(expected, expected, expected, 255);

    /// <summary>One colour above its alpha shows that the whole buffer is not premultiplied.</summary>
    [Fact]
    public void FromBgra_SaidToBePremultipliedAndIsNot_TakesAllColoursAsTheyAre()
    {
        byte[] straight = [10, 20, 30, 100, 40, 120, 200, 100];

        var image = ImagePixels.FromBgra(straight, 2, 1, premultiplied: true);

        image.Rgbx.ToArray().Should().Equal(30, 20, 10, 255, 200, 120, 40, 255);
    }

    [Fact]
    public void FromRgba_OpaquePixels_IgnoresTheAlphaHandling() => RandomImages.Rgb.Sample(image =>
    {
        byte[] rgba = [.. image.Rgb.Chunk(3).SelectMany(p => new byte[] { p[0], p[1], p[2], 255 })];
        var expected = ImagePixels.FromRgb(image.Rgb, image.Width, image.Height);
        foreach (var alpha in Enum.GetValues<AlphaHandling>())
        {
            foreach (var premultiplied in new[] { false, true })
            {
                ImagePixels.FromRgba(rgba, image.Width, image.Height, alpha, premultiplied).Rgbx.SequenceEqual(expected.Rgbx).Should().BeTrue();
            }
        }
    });

    [Fact]
    public void FromRgb_SourceChangedLater_KeepsItsOwnCopy()
    {
        byte[] pixels = [1, 2, 3];
        var image = ImagePixels.FromRgb(pixels, 1, 1);

        pixels[0] = 9;

        image.Rgbx[0].Should().Be(1);
    }

    [Fact]
    public void FromRgb_WrongLength_NamesArgumentLengthsAndFix()
    {
        var act = () => ImagePixels.FromRgb(new byte[10], 2, 2);

        act.Should().Throw<ArgumentException>().WithParameterName("pixels").WithMessage("*10 bytes*2x2*needs 12*without padding*");
    }

    [Theory]
    [InlineData(0, 1, "width")]
    [InlineData(1, -1, "height")]
    [InlineData(100_000, 100_000, "width")]
    public void FromGray_ImpossibleSides_NamesTheArgument(int width, int height, string argument)
    {
        var act = () => ImagePixels.FromGray(new byte[1], width, height);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(argument);
    }

    [Fact]
    public void FromRgba_UndefinedAlphaHandling_NamesTheArgument()
    {
        var act = () => ImagePixels.FromRgba(new byte[4], 1, 1, (AlphaHandling)7);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("alpha").WithMessage("*Drop or CompositeOnWhite*");
    }

    [Fact]
    public void ContentSeed_KnownImage_IsTheSameOnEveryPlatform() =>
        ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 2, 1).ContentSeed(7).Should().Be(ExpectedSeed());

    [Fact]
    public void ContentSeed_SeedSidesOrPixelsChanged_Changes()
    {
        ulong[] seeds =
        [
            ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 2, 1).ContentSeed(0),
            ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 2, 1).ContentSeed(1),
            ImagePixels.FromRgb([1, 2, 3, 4, 5, 6], 1, 2).ContentSeed(0),
            ImagePixels.FromRgb([1, 2, 3, 4, 5, 7], 2, 1).ContentSeed(0),
        ];

        seeds.Should().OnlyHaveUniqueItems();
    }

    private static ulong ExpectedSeed()
    {
        // SHA-256 of seed, width, height as little-endian int32, then RGBX
        byte[] message = [7, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 255, 4, 5, 6, 255];
        return BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData(message));
    }
}
