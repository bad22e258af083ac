using System.Drawing;
using CsCheck;
using Tpt.Engine.Imaging;
using Size = System.Drawing.Size;

namespace Tpt.Engine.Tests.Imaging;

public class PillowResamplerTests
{
    private static readonly Gen<(Size Output, ResampleFilter Filter, bool Mirror)> s_resizes =
        from width in Gen.Int[1, 70]
        from height in Gen.Int[1, 70]
        from filter in Gen.Enum<ResampleFilter>()
        from mirror in Gen.Bool
        select (new Size(width, height), filter, mirror);

    [Fact]
    public void ResizeToSquare_GoldenCrops_EqualsPillowBitForBit()
    {
        foreach (var crop in PreprocGoldens.Index.GetProperty("crops").EnumerateArray())
        {
            var actual = PreprocGoldens.CropPlanes(PreprocGoldens.String(crop, "input"), crop, crop.GetProperty("hflip").GetBoolean());

            actual.AsSpan().SequenceEqual(PreprocGoldens.LoadPlanes(PreprocGoldens.String(crop, "output")))
                .Should().BeTrue("{0} is a golden", PreprocGoldens.String(crop, "name"));
        }
    }

    [Fact]
    public void Resize_AnyWindow_EqualsThatPartOfTheWholeOutput() =>
        Gen.Select(RandomImages.Rgb, s_resizes, Gen.Int[0, 1000], Gen.Int[0, 1000]).Sample((pixels, resize, a, b) =>
        {
            var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
            var output = resize.Output;
            int x = a % output.Width, y = b % output.Height;
            var window = new Rectangle(x, y, output.Width - x - ((output.Width - x) / 3), output.Height - y - ((output.Height - y) / 3));
            var whole = Resize(image, output, new Rectangle(Point.Empty, output), resize.Filter, resize.Mirror);
            var part = Resize(image, output, window, resize.Filter, resize.Mirror);
            part.Should().Equal(
                from channel in Enumerable.Range(0, 3)
                from row in Enumerable.Range(window.Y, window.Height)
                from column in Enumerable.Range(window.X, window.Width)
                select whole[(((channel * output.Height) + row) * output.Width) + column]);
        }, iter: 200);

    [Fact]
    public void Resize_Mirror_EqualsTheOutputMirrored() => Gen.Select(RandomImages.Rgb, s_resizes).Sample((pixels, resize) =>
    {
        var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
        var window = new Rectangle(Point.Empty, resize.Output);
        var plain = Resize(image, resize.Output, window, resize.Filter, mirror: false);
        var mirrored = Resize(image, resize.Output, window, resize.Filter, mirror: true);
        mirrored.Should().Equal(plain.Chunk(resize.Output.Width).SelectMany(row => row.Reverse()));
    }, iter: 200);

    [Fact]
    public void Resize_AnySize_EqualsThePlainFormula() => Gen.Select(RandomImages.Rgb, s_resizes).Sample((pixels, resize) =>
    {
        var image = ImagePixels.FromRgb(pixels.Rgb, pixels.Width, pixels.Height);
        var output = resize.Output;
        var actual = Resize(image, output, new Rectangle(Point.Empty, output), resize.Filter, resize.Mirror);
        actual.Should().Equal(PlainPillow.Resize(image, output, resize.Filter, resize.Mirror));
    }, iter: 200);

    [Fact]
    public void Resize_OneColour_KeepsIt() => Gen.Select(s_resizes, Gen.Byte, Gen.Int[1, 50], Gen.Int[1, 50]).Sample((resize, value, width, height) =>
    {
        var pixels = new byte[width * height];
        pixels.AsSpan().Fill(value);
        var actual = Resize(
            ImagePixels.FromGray(pixels, width, height), resize.Output, new Rectangle(Point.Empty, resize.Output), resize.Filter, resize.Mirror);
        return actual.All(v => v == value);
    });

    [Theory]
    [InlineData(-1, 0, 5, 5)]
    [InlineData(0, 0, 11, 5)]
    [InlineData(0, 0, 5, 0)]
    public void Resize_CropOutsideTheImage_NamesTheArgument(int x, int y, int width, int height)
    {
        var image = RandomImages.Noise(10, 10, seed: 1);

        var act = () => PillowResampler.ResizeToSquare(
            image, new Rectangle(x, y, width, height), ResampleFilter.Bilinear, 4, mirror: false, new PlanarByteSink(new byte[48], 4, 4));

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("crop").WithMessage("*inside 10x10*");
    }

    private static byte[] Resize(ImagePixels image, Size output, Rectangle window, ResampleFilter filter, bool mirror)
    {
        var planes = new byte[3 * window.Width * window.Height];
        PillowResampler.Resize(
            image, new Rectangle(0, 0, image.Width, image.Height), filter, output, window, mirror, new PlanarByteSink(planes, window.Width, window.Height));
        return planes;
    }
}
