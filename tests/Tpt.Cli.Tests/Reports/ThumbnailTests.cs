using SkiaSharp;
using Tpt.Cli.Reports;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Tests.Reports;

public sealed class ThumbnailTests
{
    private const string Prefix = "data:image/jpeg;base64,";

    [Theory]
    [InlineData(400, 100, 160, 40)]
    [InlineData(100, 400, 40, 160)]
    [InlineData(4000, 3, 160, 1)]
    [InlineData(30, 20, 30, 20)]
    public void Of_Picture_FitsAndKeepsItsColours(int width, int height, int expectedWidth, int expectedHeight)
    {
        byte[] pixels = [.. Enumerable.Repeat<byte[]>([200, 100, 50], width * height).SelectMany(pixel => pixel)];

        var uri = Thumbnail.Of(ImagePixels.FromRgb(pixels, width, height), 160);

        uri.Should().StartWith(Prefix);
        using var bitmap = SKBitmap.Decode(Convert.FromBase64String(uri[Prefix.Length..]));
        (bitmap.Width, bitmap.Height).Should().Be((expectedWidth, expectedHeight));
        var colour = bitmap.GetPixel(0, 0);
        // JPEG rounds colours: by 2 at this quality.
        ((double)colour.Red).Should().BeApproximately(200, 4);
        ((double)colour.Green).Should().BeApproximately(100, 4);
        ((double)colour.Blue).Should().BeApproximately(50, 4);
    }
}
