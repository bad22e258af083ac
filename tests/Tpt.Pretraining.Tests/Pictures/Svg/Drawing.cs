using SkiaSharp;
using Tpt.Pretraining.Pictures.Svg;

namespace Tpt.Pretraining.Tests.Pictures.Svg;

/// <summary>Draws SVG fragments in a view box of 10 by 10 units onto 100 by 100 pixels.</summary>
internal static class Drawing
{
    public const int Size = 100;

    /// <summary>The colour at a point in units of the view box, not premultiplied.</summary>
    public static SKColor Colour(string body, double x, double y)
    {
        using var bitmap = Draw(body);
        return bitmap.GetPixel((int)(x * 10), (int)(y * 10));
    }

    public static SKBitmap Draw(string body) => SvgRenderer.Render($"<svg viewBox='0 0 10 10'>{body}</svg>", Size);

    /// <summary>Asserts a colour up to the rounding of premultiplied bytes.</summary>
    public static void ShouldBe(this SKColor actual, SKColor expected, int tolerance = 2)
    {
        int[] differences = [actual.Red - expected.Red, actual.Green - expected.Green, actual.Blue - expected.Blue, actual.Alpha - expected.Alpha];
        differences.Max(Math.Abs).Should().BeLessThanOrEqualTo(tolerance, "{0} should be {1}", actual, expected);
    }
}
