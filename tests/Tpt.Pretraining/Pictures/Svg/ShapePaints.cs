using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>What a shape is filled and stroked with.</summary>
internal static class ShapePaints
{
    /// <summary>The fill, or null for none. The caller disposes it.</summary>
    /// <param name="bounds">The shape's bounding box.</param>
    /// <param name="opacity">A further factor, 0 to 1.</param>
    public static SKPaint? Fill(SvgDocument document, XElement element, InheritedStyle style, SKRect bounds, float opacity) =>
        Create(document, element, "fill", style.Fill, style.FillOpacity * opacity, style, bounds);

    /// <summary>The stroke, or null for none. The caller disposes it.</summary>
    public static SKPaint? Stroke(SvgDocument document, XElement element, InheritedStyle style, SKRect bounds, float opacity)
    {
        if (style.StrokeWidth <= 0 || Create(document, element, "stroke", style.Stroke, style.StrokeOpacity * opacity, style, bounds) is not { } paint)
        {
            return null;
        }

        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = style.StrokeWidth;
        paint.StrokeCap = style.LineCap;
        paint.StrokeJoin = style.LineJoin;
        paint.StrokeMiter = style.MiterLimit;
        if (style.Dashes.Length > 0)
        {
            using var dashes = SKPathEffect.CreateDash(style.Dashes, style.DashOffset);
            paint.PathEffect = dashes;
        }

        return paint;
    }

    private static SKPaint? Create(SvgDocument document, XElement element, string attribute, string value, float opacity, InheritedStyle style, SKRect bounds)
    {
        if (UrlReference.TryParse(value, out var url))
        {
            if (document.Find(url.Id) is { Name.LocalName: "linearGradient" or "radialGradient" } gradient)
            {
                using var shader = GradientShaders.Create(document, gradient, bounds, style);
                return shader is null ? null : new SKPaint { IsAntialias = true, Shader = shader, Color = SKColors.Black.WithOpacity(opacity) };
            }

            value = url.Fallback.Length > 0 ? url.Fallback : "none";
        }

        if (value == "none" || opacity <= 0)
        {
            return null;
        }

        var colour = SvgColours.Parse(element, attribute, value, style.Colour).WithOpacity(opacity);
        return colour.Alpha == 0 ? null : new SKPaint { IsAntialias = true, Color = colour };
    }
}
