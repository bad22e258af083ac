using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>The outlines of the basic shapes, in the element's own coordinates.</summary>
internal static class ShapePaths
{
    /// <summary>The outline, or null if the element is no shape. The caller disposes it.</summary>
    /// <param name="viewport">What 100% is.</param>
    public static SKPath? Create(XElement element, SKSize viewport)
    {
        float X(string name) => SvgNumbers.Length(element, name, viewport.Width);
        float Y(string name) => SvgNumbers.Length(element, name, viewport.Height);

        switch (element.Name.LocalName)
        {
            case "path":
                return PathData(element);
            case "circle":
                var r = SvgNumbers.Length(element, "r", SvgNumbers.Diagonal(viewport));
                return Ellipse(X("cx"), Y("cy"), r, r);
            case "ellipse":
                var rx = SvgNumbers.Length(element, "rx", viewport.Width, missing: Y("ry"));
                return Ellipse(X("cx"), Y("cy"), rx, SvgNumbers.Length(element, "ry", viewport.Height, missing: rx));
            case "rect":
                return RoundedRectangle(element, SKRect.Create(X("x"), Y("y"), X("width"), Y("height")), viewport);
            case "line":
                return Polygon([X("x1"), Y("y1"), X("x2"), Y("y2")], close: false);
            case "polyline" or "polygon":
                var points = (string?)element.Attribute("points") ?? string.Empty;
                return Polygon(SvgNumbers.List(element, "points", points), close: element.Name.LocalName == "polygon");
            default:
                return null;
        }
    }

    private static SKPath PathData(XElement element)
    {
        var data = (string?)element.Attribute("d") ?? string.Empty;
        return string.IsNullOrWhiteSpace(data) || data == "none"
            ? new SKPath()
            : SKPath.ParseSvgPathData(ArcFlags.Separate(data)) ?? throw SvgNumbers.Malformed(element, "d", data, "path data");
    }

    private static SKPath Ellipse(float x, float y, float rx, float ry)
    {
        var path = new SKPath();
        if (rx > 0 && ry > 0)
        {
            path.AddOval(new SKRect(x - rx, y - ry, x + rx, y + ry));
        }

        return path;
    }

    private static SKPath RoundedRectangle(XElement element, SKRect rectangle, SKSize viewport)
    {
        var path = new SKPath();
        if (rectangle.Width <= 0 || rectangle.Height <= 0)
        {
            return path;
        }

        // A radius that is not set is the other one.
        var rx = SvgNumbers.Length(element, "rx", viewport.Width, missing: SvgNumbers.Length(element, "ry", viewport.Height));
        var ry = SvgNumbers.Length(element, "ry", viewport.Height, missing: rx);
        if (rx > 0 && ry > 0)
        {
            path.AddRoundRect(rectangle, Math.Min(rx, rectangle.Width / 2), Math.Min(ry, rectangle.Height / 2));
        }
        else
        {
            path.AddRect(rectangle);
        }

        return path;
    }

    private static SKPath Polygon(float[] coordinates, bool close)
    {
        var path = new SKPath();
        if (coordinates.Length >= 4)
        {
            path.AddPoly([.. coordinates.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new SKPoint(pair[0], pair[1]))], close);
        }

        return path;
    }
}
