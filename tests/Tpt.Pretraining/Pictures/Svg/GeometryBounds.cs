using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>SVG's <c>objectBoundingBox</c>, and the rectangles and matrices that refer to it.</summary>
internal static class GeometryBounds
{
    private const int DeepestNesting = 32;

    /// <summary>The box around an element's geometry, without strokes, in its own coordinates; empty where it has none.</summary>
    public static SKRect Of(SvgDocument document, XElement element, InheritedStyle style) => Of(document, element, style, DeepestNesting) ?? SKRect.Empty;

    /// <summary><see cref="FromUnitSquare"/> if <paramref name="attribute"/> says <c>objectBoundingBox</c>, else the identity.</summary>
    public static SKMatrix UnitsMatrix(XElement definition, string attribute, Func<SKRect> bounds) =>
        (string?)definition.Attribute(attribute) == "objectBoundingBox" ? FromUnitSquare(bounds()) : SKMatrix.Identity;

    public static SKMatrix FromUnitSquare(SKRect bounds) => new(bounds.Width, 0, bounds.Left, 0, bounds.Height, bounds.Top, 0, 0, 1);

    /// <summary>The region of a mask or filter; by default the bounds and a tenth of them around.</summary>
    public static SKRect Region(XElement definition, string unitsAttribute, Func<SKRect> bounds, SKSize viewport)
    {
        var inUserSpace = (string?)definition.Attribute(unitsAttribute) == "userSpaceOnUse";
        var whole = inUserSpace ? viewport : new SKSize(1, 1);
        float Length(string name, float size, float share) => SvgNumbers.Length(definition, name, size, missing: share * size);
        var region = SKRect.Create(
            Length("x", whole.Width, -0.1f), Length("y", whole.Height, -0.1f), Length("width", whole.Width, 1.2f), Length("height", whole.Height, 1.2f));
        return inUserSpace ? region : FromUnitSquare(bounds()).MapRect(region);
    }

    private static SKRect? Of(SvgDocument document, XElement element, InheritedStyle style, int depth)
    {
        if (depth == 0)
        {
            return null;
        }

        switch (element.Name.LocalName)
        {
            case "svg" or "g" or "a" or "symbol":
                return element.Elements().Aggregate((SKRect?)null, (union, child) => Union(union, InParent(document, child, style, depth)));
            case "use":
                var box = document.Target(element) is { } target ? InParent(document, target, style, depth) : null;
                var (x, y) = (SvgNumbers.Length(element, "x", style.Viewport.Width), SvgNumbers.Length(element, "y", style.Viewport.Height));
                return box is { } inner ? SKMatrix.CreateTranslation(x, y).MapRect(inner) : null;
            default:
                using (var path = ShapePaths.Create(element, style.Viewport))
                {
                    return path is null || path.IsEmpty ? null : path.TightBounds;
                }
        }
    }

    private static SKRect? InParent(SvgDocument document, XElement child, InheritedStyle style, int depth) =>
        document.Property(child, "display") != "none" && Of(document, child, style, depth - 1) is { } box
            ? SvgTransforms.Parse(child, "transform", document.Property(child, "transform")).MapRect(box)
            : null;

    private static SKRect? Union(SKRect? a, SKRect? b) => a is { } first && b is { } second ? SKRect.Union(first, second) : a ?? b;
}
