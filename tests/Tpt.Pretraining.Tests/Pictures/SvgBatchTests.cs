using SkiaSharp;
using Tpt.Pretraining.Pictures.Building;

namespace Tpt.Pretraining.Tests.Pictures;

/// <summary>Drawings in a view box of 10 by 10 units on 100 by 100 pixels, compared with what geometry says.</summary>
public class SvgBatchTests
{
    private const string Half = "<linearGradient id='a'><stop stop-color='red'/><stop offset='1' stop-color='blue'/></linearGradient>";

    [Theory]
    [InlineData("<rect x='2' y='3' width='6' height='4' fill='red'/>", 3, 4, "ffff0000")]
    [InlineData("<rect x='2' y='3' width='6' height='4' fill='red'/>", 1, 4, "00000000")]
    [InlineData("<circle cx='5' cy='5' r='3' fill='lime'/>", 7.5, 5, "ff00ff00")]
    [InlineData("<circle cx='5' cy='5' r='3' fill='lime'/>", 7.5, 7.5, "00000000")]
    [InlineData("<path d='M1 1h8v8h-8zM3 3h4v4h-4z' fill-rule='evenodd'/>", 2, 5, "ff000000")]
    [InlineData("<path d='M1 1h8v8h-8zM3 3h4v4h-4z' fill-rule='evenodd'/>", 5, 5, "00000000")]
    [InlineData("<path d='M1 5h8' stroke='blue' stroke-width='4'/>", 5, 6.8, "ff0000ff")]
    [InlineData("<path d='M1 5h8' stroke='blue' stroke-width='4'/>", 5, 7.2, "00000000")]
    [InlineData("<g transform='translate(5 5) rotate(180)'><rect width='2' height='2'/></g>", 4, 4, "ff000000")]
    [InlineData("<g transform='translate(5 5) rotate(180)'><rect width='2' height='2'/></g>", 6, 6, "00000000")]
    [InlineData("<g opacity='.5'><rect width='10' height='10' fill='red'/><rect width='10' height='10' fill='red'/></g>", 5, 5, "80ff0000")]
    [InlineData(Half + "<rect width='10' height='10' fill='url(#a)'/>", 0.05, 5, "ffff0000")]
    [InlineData(Half + "<rect width='10' height='10' fill='url(#a)'/>", 5, 5, "ff800080")]
    [InlineData(Half + "<rect width='10' height='10' fill='url(#a)'/>", 9.95, 5, "ff0000ff")]
    [InlineData("<rect width='10' height='10' fill='currentColor'/>", 5, 5, "ff000000")]
    public void Render_Shape_HasItsColourAtThePoint(string body, double x, double y, string colour)
    {
        using var bitmap = Single($"viewBox='0 0 10 10' width='10' height='10' color='#000'>{body}", 100);

        var (actual, expected) = (bitmap.GetPixel((int)(x * 10), (int)(y * 10)), SKColor.Parse(colour));
        // Premultiplied bytes and the steps of a gradient round: 4 of 255.
        int[] differences = [actual.Red - expected.Red, actual.Green - expected.Green, actual.Blue - expected.Blue, actual.Alpha - expected.Alpha];
        differences.Max(Math.Abs).Should().BeLessThanOrEqualTo(4, "{0} should be {1}", actual, expected);
    }

    [Theory]
    [InlineData("viewBox='10 10 20 10'")]
    [InlineData("viewBox='10 10 20 10' width='20' height='10'")]
    public void Render_WideViewBox_IsCentredAndCutOffAtIt(string attributes)
    {
        using var bitmap = Single($"{attributes}><circle cx='20' cy='15' r='50' fill='red'/>", 40);

        bitmap.GetPixel(20, 9).Should().Be(SKColor.Empty);
        bitmap.GetPixel(0, 10).Should().Be(SKColors.Red);
        bitmap.GetPixel(39, 29).Should().Be(SKColors.Red);
        bitmap.GetPixel(20, 30).Should().Be(SKColor.Empty);
    }

    [Fact]
    public void Render_MoreThanTenDocuments_KeepsTheirOrder()
    {
        var batch = new SvgBatch(4, [.. Enumerable.Range(0, 12).Select(i => ("same", $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1' fill='rgb({i * 20},0,0)'/></svg>"))]);

        batch.Render().Select(b => { using (b) { return (int)b.GetPixel(2, 2).Red; } }).Should().Equal(Enumerable.Range(0, 12).Select(i => i * 20));
    }

    [Fact]
    public void Render_NotWellFormed_NamesTheFile()
    {
        var act = () => new SvgBatch(4, [("noto cat", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect")]).Render().ToArray();

        act.Should().Throw<InvalidDataException>().WithMessage("*00000 noto cat.svg*");
    }

    private static SKBitmap Single(string content, int size)
        => new SvgBatch(size, [("test", $"<svg xmlns='http://www.w3.org/2000/svg' {content}</svg>")]).Render().Single();
}
