using SkiaSharp;
using Tpt.Pretraining.Pictures;

namespace Tpt.Pretraining.Tests.Pictures;

public class MarginsTests
{
    [Theory]
    [InlineData(40, 40, 10, 10, 20, 20)]
    [InlineData(400, 100, 0, 0, 40, 20)]
    [InlineData(64, 256, 30, 100, 5, 40)]
    public void Normalise_AnyPlaceAndSize_CentresTheDrawnBox(int width, int height, int x, int y, int boxWidth, int boxHeight)
    {
        using var drawn = Picture(width, height, SKRectI.Create(x, y, boxWidth, boxHeight), SKColors.Red);

        var pixels = Margins.Normalise(drawn, 72, 64)!;

        var longer = Math.Max(boxWidth, boxHeight);
        var expected = SKRectI.Create((72 - (64 * boxWidth / longer)) / 2, (72 - (64 * boxHeight / longer)) / 2, 64 * boxWidth / longer, 64 * boxHeight / longer);
        pixels.Should().HaveCount(72 * 72 * 4);
        for (var i = 0; i < 72 * 72; i++)
        {
            byte[] wanted = expected.Contains(i % 72, i / 72) ? [255, 0, 0, 255] : [0, 0, 0, 0];
            pixels.AsSpan(i * 4, 4).SequenceEqual(wanted).Should().BeTrue("pixel {0},{1}", i % 72, i / 72);
        }
    }

    [Theory]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Premul)]
    [InlineData(SKColorType.Bgra8888, SKAlphaType.Premul)]
    [InlineData(SKColorType.Bgra8888, SKAlphaType.Unpremul)]
    public void Normalise_HalfTransparentPicture_IsPremultipliedRgba(SKColorType colours, SKAlphaType alpha)
    {
        using var drawn = new SKBitmap(new SKImageInfo(8, 8, colours, alpha));
        drawn.Erase(new SKColor(200, 100, 0, 128));

        Margins.Normalise(drawn, 4, 4)![..4].Should().Equal(100, 50, 0, 128);
    }

    [Fact]
    public void Normalise_FineStripes_AverageOut()
    {
        using var drawn = new SKBitmap(new SKImageInfo(256, 256, SKColorType.Rgba8888, SKAlphaType.Premul));
        drawn.Erase(SKColors.Black);
        for (var x = 0; x < 256; x += 2)
        {
            drawn.Erase(SKColors.White, SKRectI.Create(x, 0, 1, 256));
        }

        var pixels = Margins.Normalise(drawn, 32, 32)!;

        pixels.Where((_, i) => i % 4 == 0).Skip(2).SkipLast(2).Should().OnlyContain(red => red >= 123 && red <= 132);
    }

    [Fact]
    public void Normalise_FaintShadow_IsNoPartOfTheBox()
    {
        using var drawn = Picture(100, 100, SKRectI.Create(40, 40, 20, 20), SKColors.Blue);
        drawn.Erase(new SKColor(0, 0, 0, Margins.BackgroundAlpha), SKRectI.Create(0, 90, 100, 10));

        var pixels = Margins.Normalise(drawn, 72, 64)!;

        pixels.AsSpan(((4 * 72) + 4) * 4, 4).ToArray().Should().Equal(0, 0, 255, 255);
        pixels.AsSpan(((67 * 72) + 67) * 4, 4).ToArray().Should().Equal(0, 0, 255, 255);
    }

    [Fact]
    public void Normalise_EmptyPicture_IsNull()
    {
        using var drawn = Picture(10, 10, SKRectI.Empty, SKColors.Red);

        Margins.Normalise(drawn, 72, 64).Should().BeNull();
    }

    [Fact]
    public void Normalise_HairlineOnly_IsNull()
    {
        using var drawn = Picture(300, 300, SKRectI.Create(0, 150, 300, 1), SKColors.Red.WithAlpha(128));

        Margins.Normalise(drawn, 72, 64).Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(73)]
    public void Normalise_DrawnSizeOutsideThePicture_NamesTheRange(int drawnSize)
    {
        using var drawn = Picture(10, 10, SKRectI.Empty, SKColors.Red);

        var act = () => Margins.Normalise(drawn, 72, drawnSize);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(drawnSize)).WithMessage("*from 1 to 72*");
    }

    private static SKBitmap Picture(int width, int height, SKRectI box, SKColor colour)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        bitmap.Erase(SKColors.Transparent);
        if (!box.IsEmpty)
        {
            bitmap.Erase(colour, box);
        }

        return bitmap;
    }
}
