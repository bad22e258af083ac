using SkiaSharp;

namespace Tpt.Pretraining.Tests.Pictures.Svg;

/// <summary>What elements refer to: gradients, clips, masks, uses and filters.</summary>
public class SvgReferenceTests
{
    private const string Stops = "<stop offset='0' stop-color='red'/><stop offset='100%' stop-color='blue' stop-opacity='.5'/>";
    private const string Everywhere = "<rect width='10' height='10' ";

    [Theory]
    [InlineData("", 0.05, 9.95)]
    [InlineData("gradientUnits='userSpaceOnUse' x1='2' x2='8'", 2, 8)]
    [InlineData("gradientUnits='userSpaceOnUse' x1='20%' x2='80%'", 2, 8)]
    [InlineData("gradientTransform='translate(.2) scale(.6 1)'", 2, 8)]
    [InlineData("spreadMethod='reflect' x2='.5'", 0.05, 5)]
    [InlineData("spreadMethod='reflect' x2='.5'", 9.95, 5)]
    public void Gradient_Linear_HasItsStopsAtItsEnds(string attributes, double redAt, double blueAt)
    {
        var body = $"<linearGradient id='a' {attributes}>{Stops}</linearGradient>{Everywhere}fill='url(#a)'/>";

        Drawing.Colour(body, redAt, 5).ShouldBe(SKColors.Red, tolerance: 8);
        Drawing.Colour(body, blueAt, 5).ShouldBe(SKColors.Blue.WithAlpha(128), tolerance: 8);
    }

    [Fact]
    public void Gradient_WithoutStops_TakesThoseItRefersTo()
    {
        const string Body = $"<linearGradient id='a'>{Stops}</linearGradient><radialGradient id='b' xlink:href='#a' r='1'/>{Everywhere}fill='url(#b)'/>";

        Drawing.Colour(Body, 5, 5).ShouldBe(SKColors.Red, tolerance: 4);
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("fx='.2'", 2)]
    [InlineData("fx='-3'", 0.1)]
    public void Gradient_Radial_StartsAtItsFocus(string attributes, double redAt) =>
        Drawing.Colour($"<radialGradient id='a' {attributes}>{Stops}</radialGradient>{Everywhere}fill='url(#a)'/>", redAt, 5).ShouldBe(SKColors.Red, tolerance: 20);

    [Theory]
    [InlineData("<path d='M2 2h6v6h-6z'/>", 5, true)]
    [InlineData("<path d='M2 2h6v6h-6z'/>", 1, false)]
    [InlineData("<path d='M0 0h2v9h-2z' fill='none' opacity='0'/><path d='M4 0h2v9h-2z'/>", 1, true)]
    [InlineData("<path d='M0 0h2v9h-2z'/><path d='M4 0h2v9h-2z'/>", 5, true)]
    [InlineData("<path d='M0 0h2v9h-2z'/><path d='M4 0h2v9h-2z'/>", 3, false)]
    [InlineData("<path d='M0 0h9v9h-9zM4 4h2v2h-2z' clip-rule='evenodd'/>", 5, false)]
    [InlineData("<use href='#shape' x='2'/>", 5, true)]
    [InlineData("<use href='#shape' x='2'/>", 3, false)]
    [InlineData("", 5, false)]
    public void ClipPath_LetsThroughWhatItsShapesCover(string shapes, double x, bool visible)
    {
        var body = $"<defs><path id='shape' d='M2 2h2v6h-2z'/></defs><clipPath id='c'>{shapes}</clipPath><g clip-path='url(#c)'>{Everywhere}fill='red'/></g>";

        Drawing.Colour(body, x, 5).Should().Be(visible ? SKColors.Red : SKColor.Empty);
    }

    [Fact]
    public void ClipPath_InBoundingBoxUnits_IsAShareOfTheElement()
    {
        const string Body = "<clipPath id='c' clipPathUnits='objectBoundingBox'><rect width='.5' height='1'/></clipPath><rect x='4' width='4' height='10' clip-path='url(#c)'/>";

        Drawing.Colour(Body, 5.5, 5).Alpha.Should().Be(255);
        Drawing.Colour(Body, 6.5, 5).Alpha.Should().Be(0);
    }

    [Theory]
    [InlineData("", 255 * 0.2126)]
    [InlineData("style='mask-type:alpha'", 255)]
    public void Mask_WeighsByLuminanceOrAlpha(string type, double alpha)
    {
        var body = $"<mask id='m' {type}><rect width='5' height='10' fill='red'/></mask>{Everywhere}mask='url(#m)'/>";

        Drawing.Colour(body, 2, 5).ShouldBe(SKColors.Black.WithAlpha((byte)Math.Round(alpha)));
        Drawing.Colour(body, 8, 5).Alpha.Should().Be(0);
    }

    [Fact]
    public void Mask_Region_CutsItsContent()
    {
        const string Body = $"<mask id='m' maskUnits='userSpaceOnUse' x='0' y='0' width='4' height='10'>{Everywhere}fill='#fff'/></mask>{Everywhere}mask='url(#m)'/>";

        Drawing.Colour(Body, 3, 5).Alpha.Should().Be(255);
        Drawing.Colour(Body, 5, 5).Alpha.Should().Be(0);
    }

    [Fact]
    public void Use_DrawsItsTargetMovedAndInItsOwnColours()
    {
        const string Body = "<defs><rect id='r' width='2' height='2'/></defs><use href='#r' x='6' y='6' fill='red'/>";

        Drawing.Colour(Body, 1, 1).Alpha.Should().Be(0);
        Drawing.Colour(Body, 7, 7).Should().Be(SKColors.Red);
    }

    [Fact]
    public void Use_OfASymbol_FitsItsViewBoxAndCutsItOff()
    {
        const string Body = "<symbol id='s' viewBox='-1 -1 2 2'><circle r='5' fill='red'/></symbol><use href='#s' x='4' y='4' width='2' height='2'/>";

        Drawing.Colour(Body, 4.1, 4.1).Should().Be(SKColors.Red);
        Drawing.Colour(Body, 3.8, 5).Alpha.Should().Be(0);
        Drawing.Colour(Body, 6.2, 5).Alpha.Should().Be(0);
    }

    [Fact]
    public void NestedSvg_FitsItsViewBox() =>
        Drawing.Colour("<svg x='5' y='5' width='5' height='5' viewBox='0 0 100 100'><rect width='100%' height='100' fill='red'/></svg>", 9.8, 9.8).Should().Be(SKColors.Red);

    [Fact]
    public void Filter_GaussianBlur_IsHalfAtAnEdge() =>
        ((int)Filtered("color-interpolation-filters='sRGB'", "<feGaussianBlur stdDeviation='.5'/>", 5, 5).Alpha).Should().BeInRange(115, 141);

    [Fact]
    public void Filter_ShadowBelowTheGraphic_IsMovedAndColoured()
    {
        const string Shadow = "<feFlood flood-opacity='0' result='none'/><feColorMatrix in='SourceAlpha' values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 1 0'/>"
            + "<feOffset dx='2'/><feBlend in2='none' result='shadow'/><feBlend in='SourceGraphic' in2='shadow'/>";

        Filtered("color-interpolation-filters='sRGB'", Shadow, 4, 5).ShouldBe(SKColors.Red);
        Filtered("color-interpolation-filters='sRGB'", Shadow, 6, 5).ShouldBe(SKColors.Blue);
        Filtered("color-interpolation-filters='sRGB'", Shadow, 8, 5).Alpha.Should().Be(0);
    }

    [Fact]
    public void Filter_ArithmeticComposite_LeavesTheInnerShadow()
    {
        const string Inner = "<feColorMatrix in='SourceAlpha' values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0' result='hard'/><feOffset dx='2'/>"
            + "<feComposite in2='hard' operator='arithmetic' k2='-1' k3='1'/>";

        Filtered("", Inner, 1, 5).Alpha.Should().Be(255);
        Filtered("", Inner, 4, 5).Alpha.Should().Be(0);
    }

    // sRGB 188 is half the light of 255.
    [Theory]
    [InlineData("color-interpolation-filters='sRGB'", 128)]
    [InlineData("", 188)]
    public void Filter_ColourMatrix_WorksInLinearLightUnlessToldOtherwise(string space, byte level) =>
        Filtered(space, "<feColorMatrix values='0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 1 0'/>", 2, 5).ShouldBe(new SKColor(level, level, level));

    [Fact]
    public void Filter_WithAnUnknownPrimitive_IsLeftOut() =>
        Filtered("", "<feGaussianBlur stdDeviation='2'/><feTurbulence/>", 4.9, 5).Should().Be(SKColors.Red);

    // The left half, red, filtered.
    private static SKColor Filtered(string attributes, string primitives, double x, double y) =>
        Drawing.Colour($"<filter id='f' filterUnits='userSpaceOnUse' x='-5' y='-5' width='20' height='20' {attributes}>{primitives}</filter>"
            + "<g filter='url(#f)'><rect y='-5' width='5' height='20' fill='red'/></g>", x, y);
}
