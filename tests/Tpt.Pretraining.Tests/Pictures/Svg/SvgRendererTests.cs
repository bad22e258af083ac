using SkiaSharp;
using Tpt.Pretraining.Pictures.Svg;

namespace Tpt.Pretraining.Tests.Pictures.Svg;

public class SvgRendererTests
{
    private const string Square = "<path d='M2 2h6v6h-6z'/>";

    [Fact]
    public void Render_Document_IsASquareOfPremultipliedRgba()
    {
        using var bitmap = Drawing.Draw(Square);

        (bitmap.Width, bitmap.Height, bitmap.ColorType, bitmap.AlphaType).Should().Be((100, 100, SKColorType.Rgba8888, SKAlphaType.Premul));
        bitmap.GetPixel(10, 10).Should().Be(SKColor.Empty);
        bitmap.GetPixel(50, 50).Should().Be(SKColors.Black);
    }

    [Fact]
    public void Render_WideViewBox_IsCentredAndCutOffAtIt()
    {
        using var bitmap = SvgRenderer.Render("<svg viewBox='10 10 20 10'><circle cx='20' cy='15' r='50' fill='red'/></svg>", 40);

        bitmap.GetPixel(20, 9).Should().Be(SKColor.Empty);
        bitmap.GetPixel(0, 10).Should().Be(SKColors.Red);
        bitmap.GetPixel(39, 29).Should().Be(SKColors.Red);
        bitmap.GetPixel(20, 30).Should().Be(SKColor.Empty);
    }

    [Theory]
    [InlineData("#f80", 255, 136, 0, 255)]
    [InlineData("#f808", 255, 136, 0, 136)]
    [InlineData("#10fF20", 16, 255, 32, 255)]
    [InlineData("#10ff2080", 16, 255, 32, 128)]
    [InlineData("rgb(1, 2, 3)", 1, 2, 3, 255)]
    [InlineData("rgb(100% 0% 50%)", 255, 0, 128, 255)]
    [InlineData("rgba(68, 182, 234, .4)", 68, 182, 234, 102)]
    [InlineData("LightSlateGrey", 119, 136, 153, 255)]
    [InlineData("url(#nowhere) lime", 0, 255, 0, 255)]
    [InlineData("url(#nowhere)", 0, 0, 0, 0)]
    [InlineData("none", 0, 0, 0, 0)]
    [InlineData("transparent", 0, 0, 0, 0)]
    [InlineData("currentColor", 0, 0, 255, 255)]
    public void Render_Fill_IsThatColour(string fill, byte red, byte green, byte blue, byte alpha) =>
        Drawing.Colour($"<g color='blue'><rect width='10' height='10' fill='{fill}'/></g>", 5, 5).ShouldBe(new SKColor(red, green, blue, alpha));

    [Theory]
    [InlineData("<rect x='2' y='3' width='6' height='4'/>", 2.1, 3.1, true)]
    [InlineData("<rect x='2' y='3' width='6' height='4' rx='2'/>", 2.1, 3.1, false)]
    [InlineData("<rect x='2' y='3' width='6' height='4' ry='9'/>", 2.1, 5, true)]
    [InlineData("<circle cx='5' cy='5' r='30%'/>", 7.8, 5, true)]
    [InlineData("<ellipse cx='5' cy='5' rx='4' ry='1'/>", 5, 6.5, false)]
    [InlineData("<ellipse cx='5' cy='5' rx='4'/>", 5, 8.5, true)]
    [InlineData("<polygon points='1,1 9,1 9,9'/>", 8, 2, true)]
    [InlineData("<polyline points='1 1 9 1 9 9' stroke='red' fill='none'/>", 5, 5, false)]
    [InlineData("<line x1='1' y1='5' x2='9' y2='5' stroke='red'/>", 5, 5, true)]
    [InlineData("<path d='M5 5m-4 0a4 4 0 108 0a4 4 0 10-8 0'/>", 5, 8.5, true)]
    [InlineData("<path d='M1 5A4 4 0 019 5z'/>", 5, 2, true)]
    [InlineData("<path d='M1 5A4 4 0 009 5z'/>", 5, 8, true)]
    [InlineData("<path d='M9 5a4,4,0,00-8,0 4 4 0 008 0'/>", 5, 8, true)]
    [InlineData("<path d='M1 5h8' stroke='red' stroke-width='4'/>", 5, 6.9, true)]
    [InlineData("<path d='M3 5h4' stroke='red' stroke-width='4'/>", 2, 5, false)]
    [InlineData("<path d='M3 5h4' stroke='red' stroke-width='4' stroke-linecap='square'/>", 2, 5, true)]
    [InlineData("<path d='M1 5h8' stroke='red' stroke-dasharray='2 3'/>", 2, 5, true)]
    [InlineData("<path d='M1 5h8' stroke='red' stroke-dasharray='2 3'/>", 4, 5, false)]
    [InlineData("<path d='M1 5h8' stroke='red' stroke-dasharray='2' stroke-dashoffset='-2'/>", 2, 5, false)]
    [InlineData("<path d='M1 1h8v8h-8z M3 3h4v4h-4z'/>", 5, 5, true)]
    [InlineData("<path d='M1 1h8v8h-8z M3 3h4v4h-4z' fill-rule='evenodd'/>", 5, 5, false)]
    [InlineData("<g visibility='hidden'><rect width='10' height='10'/></g>", 5, 5, false)]
    [InlineData("<g display='none'><rect width='10' height='10'/></g>", 5, 5, false)]
    [InlineData("<text><rect width='10' height='10'/></text>", 5, 5, false)]
    [InlineData("<defs><rect width='10' height='10'/></defs>", 5, 5, false)]
    public void Render_Shape_CoversThePoint(string shape, double x, double y, bool covered) =>
        (Drawing.Colour(shape, x, y).Alpha == 255).Should().Be(covered);

    [Theory]
    [InlineData("translate(4)", 4.5, 0.5)]
    [InlineData("translate(4,5)", 4.5, 5.5)]
    [InlineData("scale(5 2)", 4.5, 1.5)]
    [InlineData("translate(5 5) rotate(180)", 4.5, 4.5)]
    [InlineData("rotate(90 5 5)", 9.5, 0.5)]
    [InlineData("matrix(1 0 0 1 7 8)", 7.5, 8.5)]
    [InlineData("skewX(45) translate(0 4)", 4.9, 4.5)]
    [InlineData("skewY(45) translate(4 0)", 4.5, 4.9)]
    public void Render_Transform_MovesTheUnitSquareThere(string transform, double x, double y)
    {
        var body = $"<g transform='{transform}'><rect width='1' height='1'/></g>";

        Drawing.Colour(body, x, y).Alpha.Should().Be(255);
    }

    [Fact]
    public void Render_GroupOpacity_CountsOnceWhereChildrenOverlap() =>
        Drawing.Colour("<g opacity='.5'><rect width='10' height='10' fill='red'/><rect width='10' height='10' fill='red'/></g>", 5, 5)
            .ShouldBe(SKColors.Red.WithAlpha(128));

    [Fact]
    public void Render_ShapeOpacity_CountsOnceWhereFillAndStrokeOverlap() =>
        Drawing.Colour("<rect x='2' y='2' width='6' height='6' fill='red' stroke='red' stroke-width='4' opacity='.5'/>", 3, 5)
            .ShouldBe(SKColors.Red.WithAlpha(128));

    [Theory]
    [InlineData("", "red")]
    [InlineData("paint-order='stroke'", "blue")]
    public void Render_PaintOrder_SaysWhatIsOnTop(string order, string onTop) =>
        Drawing.Colour($"<rect x='2' y='2' width='6' height='6' fill='blue' stroke='red' stroke-width='2' {order}/>", 2.5, 5)
            .ShouldBe(SKColor.Parse(onTop == "red" ? "#f00" : "#00f"));

    [Fact]
    public void Render_MultiplyBlendMode_MultipliesColours() =>
        Drawing.Colour("<rect width='10' height='10' fill='#ff8000'/><rect width='10' height='10' fill='#80ff80' style='mix-blend-mode:multiply'/>", 5, 5)
            .ShouldBe(new SKColor(128, 128, 0));

    [Theory]
    [InlineData("fill='red' class='a' style='fill:blue'", 0, 0, 255)]
    [InlineData("fill='red' class='b a'", 0, 255, 0)]
    [InlineData("fill='red' class='a' id='c'", 255, 255, 0)]
    [InlineData("fill='red'", 255, 0, 255)]
    public void Render_StyleSheet_StandsBetweenStyleAndAttribute(string attributes, byte red, byte green, byte blue) =>
        Drawing.Colour($"<style>/* x */ #c {{ fill: #ff0 }} .a, .z {{ fill: lime; }} rect {{ fill: magenta }}</style><rect width='10' height='10' {attributes}/>", 5, 5)
            .ShouldBe(new SKColor(red, green, blue));

    [Fact]
    public void Render_ControlPointAlmostOnItsEndPoint_DrawsNoStrayLine()
    {
        // The relative curve ends a rounding error away from 4.86, where the absolute one starts. From Streamline Emojis' hamburger.
        const string Bun = "<svg viewBox='0 0 48 48'><path fill='none' stroke='#000' stroke-linecap='round' stroke-linejoin='round' "
            + "d='M43.14 15.62c0 3.92-8.57 7.1-19.14 7.1s-19.14-3.18-19.14-7.1C4.86 15.62 6 3 24 3s19.14 12.62 19.14 12.62'/></svg>";

        using var bitmap = SvgRenderer.Render(Bun, 480);

        Enumerable.Range(120, 60).Max(y => bitmap.GetPixel(240, y).Alpha).Should().Be(0);
        bitmap.GetPixel(240, 30).Alpha.Should().Be(255);
    }

    [Theory]
    [InlineData("<circle r='1x'/>", "<circle>*r=\"1x\"*length*")]
    [InlineData("<rect width='1..2' height='1'/>", "<rect>*width=\"1..2\"*length*")]
    [InlineData("<path d='M1 1 L oops'/>", "<path>*d=\"M1 1 L oops\"*path data*")]
    [InlineData("<polygon points='1 2 q'/>", "<polygon>*points=\"1 2 q\"*list of numbers*")]
    [InlineData("<g transform='rotate(1 2)'/>", "<g>*transform=\"rotate(1 2)\"*")]
    [InlineData("<g transform='turn(1)'/>", "<g>*transform=\"turn(1)\"*")]
    [InlineData("<rect width='1' height='1' fill='#12'/>", "<rect>*fill=\"#12\"*colour*")]
    [InlineData("<g opacity='half'/>", "<g>*opacity=\"half\"*number*")]
    [InlineData("<svg viewBox='0 0 0 1'/>", "<svg>*viewBox=\"0 0 0 1\"*positive*")]
    [InlineData("<use id='me' href='#me'/>", "<use id=\"me\">*refers to itself*")]
    public void Render_MalformedValue_NamesElementAndAttribute(string body, string message)
    {
        var act = () => Drawing.Draw(body);

        act.Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Render_NotAnSvg_SaysWhatItIs()
    {
        var act = () => SvgRenderer.Render("<html/>", 10);

        act.Should().Throw<FormatException>().WithMessage("*<html>*<svg>*");
    }

    [Fact]
    public void Render_NoPixels_NamesTheArgument()
    {
        var act = () => SvgRenderer.Render("<svg/>", 0);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("size");
    }
}
