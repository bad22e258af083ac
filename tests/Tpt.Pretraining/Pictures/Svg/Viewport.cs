using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>How a <c>viewBox</c> and <c>preserveAspectRatio</c> lay what is drawn into a rectangle.</summary>
internal static class Viewport
{
    /// <summary>The view box of an <c>svg</c> or <c>symbol</c>, or null where it has none.</summary>
    public static SKRect? ViewBox(XElement element)
    {
        if ((string?)element.Attribute("viewBox") is not { } text)
        {
            return null;
        }

        return SvgNumbers.List(element, "viewBox", text) is [var x, var y, > 0 and var width, > 0 and var height]
            ? SKRect.Create(x, y, width, height)
            : throw SvgNumbers.Malformed(element, "viewBox", text, "four numbers with a positive width and height");
    }

    /// <summary>From the view box to the rectangle; <c>meet</c> and centred by default.</summary>
    public static SKMatrix Fit(XElement element, SKRect viewBox, SKRect rectangle)
    {
        var words = ((string?)element.Attribute("preserveAspectRatio") ?? "xMidYMid meet").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var align = words is [var first, ..] ? first : "xMidYMid";
        var scaleX = rectangle.Width / viewBox.Width;
        var scaleY = rectangle.Height / viewBox.Height;
        if (align != "none")
        {
            scaleX = scaleY = words is [_, "slice"] ? Math.Max(scaleX, scaleY) : Math.Min(scaleX, scaleY);
        }

        var x = rectangle.Left + (Slack(align, "xMin", "xMax") * (rectangle.Width - (viewBox.Width * scaleX)));
        var y = rectangle.Top + (Slack(align, "YMin", "YMax") * (rectangle.Height - (viewBox.Height * scaleY)));
        return SKMatrix.CreateTranslation(x, y).PreConcat(SKMatrix.CreateScale(scaleX, scaleY)).PreConcat(SKMatrix.CreateTranslation(-viewBox.Left, -viewBox.Top));
    }

    // The share of the free room that is left of, or above, what is drawn.
    private static float Slack(string align, string least, string most) =>
        align.Contains(least, StringComparison.Ordinal) ? 0 : align.Contains(most, StringComparison.Ordinal) ? 1 : 0.5f;
}
