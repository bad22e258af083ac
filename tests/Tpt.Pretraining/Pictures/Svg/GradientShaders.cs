using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Linear and radial gradients as shaders.</summary>
internal static class GradientShaders
{
    // A chain of href longer than this is taken for a circle.
    private const int LongestChain = 16;

    /// <summary>The shader, or null if the gradient paints nothing. The caller disposes it.</summary>
    /// <param name="bounds">The painted shape's bounding box.</param>
    /// <param name="style">The painted element's style.</param>
    public static SKShader? Create(SvgDocument document, XElement gradient, SKRect bounds, InheritedStyle style)
    {
        var chain = Chain(document, gradient);
        var (colours, offsets) = Stops(document, chain, style);
        var inBounds = Text("gradientUnits") != "userSpaceOnUse";
        if (colours.Length == 0 || (inBounds && (bounds.Width <= 0 || bounds.Height <= 0)))
        {
            return null;
        }

        var matrix = SvgTransforms.Parse(gradient, "gradientTransform", Text("gradientTransform"));
        if (inBounds)
        {
            matrix = GeometryBounds.FromUnitSquare(bounds).PreConcat(matrix);
        }

        var viewport = inBounds ? new SKSize(1, 1) : style.Viewport;
        float X(string name, float share) => Length(name, viewport.Width, share);
        float Y(string name, float share) => Length(name, viewport.Height, share);
        float R(string name, float share) => Length(name, SvgNumbers.Diagonal(viewport), share);
        var mode = Text("spreadMethod") switch { "reflect" => SKShaderTileMode.Mirror, "repeat" => SKShaderTileMode.Repeat, _ => SKShaderTileMode.Clamp };

        if (gradient.Name.LocalName == "linearGradient")
        {
            var start = new SKPoint(X("x1", 0), Y("y1", 0));
            var end = new SKPoint(X("x2", 1), Y("y2", 0));
            return start == end || colours.Length == 1
                ? SKShader.CreateColor(colours[^1])
                : SKShader.CreateLinearGradient(start, end, colours, offsets, mode, matrix);
        }

        var centre = new SKPoint(X("cx", 0.5f), Y("cy", 0.5f));
        var radius = R("r", 0.5f);
        if (radius <= 0 || colours.Length == 1)
        {
            return SKShader.CreateColor(colours[^1]);
        }

        var focus = new SKPoint(Text("fx") is null ? centre.X : X("fx", 0), Text("fy") is null ? centre.Y : Y("fy", 0));
        var focalRadius = R("fr", 0);
        return focus == centre && focalRadius <= 0
            ? SKShader.CreateRadialGradient(centre, radius, colours, offsets, mode, matrix)
            : SKShader.CreateTwoPointConicalGradient(Inside(focus, centre, radius), focalRadius, centre, radius, colours, offsets, mode, matrix);

        string? Text(string name) => chain.Select(element => (string?)element.Attribute(name)).FirstOrDefault(value => value is not null);
        float Length(string name, float whole, float share) => Text(name) is { } text ? SvgNumbers.Length(gradient, name, text, whole) : share * whole;
    }

    /// <summary>The gradient and those whose attributes and stops it takes over, the nearest first.</summary>
    private static List<XElement> Chain(SvgDocument document, XElement gradient)
    {
        var chain = new List<XElement> { gradient };
        while (chain.Count < LongestChain && document.Target(chain[^1]) is { } next)
        {
            chain.Add(next);
        }

        return chain;
    }

    private static (SKColor[] Colours, float[] Offsets) Stops(SvgDocument document, List<XElement> chain, InheritedStyle style)
    {
        var stops = chain.Select(element => element.Elements().Where(child => child.Name.LocalName == "stop").ToArray()).FirstOrDefault(found => found.Length > 0) ?? [];
        var colours = new SKColor[stops.Length];
        var offsets = new float[stops.Length];
        float last = 0;
        for (var i = 0; i < stops.Length; i++)
        {
            var colour = SvgColours.Parse(stops[i], "stop-color", document.Property(stops[i], "stop-color") ?? "black", style.Colour);
            colours[i] = colour.WithOpacity(SvgNumbers.Share(stops[i], "stop-opacity", document.Property(stops[i], "stop-opacity") ?? "1"));
            last = offsets[i] = Math.Clamp(SvgNumbers.Share(stops[i], "offset", (string?)stops[i].Attribute("offset") ?? "0"), last, 1);
        }

        return (colours, offsets);
    }

    // SVG 1.1: a focus outside the circle lies on its edge. Just inside it, so that the cone stays one.
    private static SKPoint Inside(SKPoint focus, SKPoint centre, float radius)
    {
        var distance = SKPoint.Distance(focus, centre);
        var most = radius * 0.999f;
        return distance <= most ? focus : centre + new SKPoint((focus.X - centre.X) * most / distance, (focus.Y - centre.Y) * most / distance);
    }
}
