using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Clip paths that are one shape.</summary>
internal static class ClipPaths
{
    /// <summary>The only shape of a <c>clipPath</c>, in its coordinates; null if there are more, or it is clipped itself. The caller disposes it.</summary>
    public static SKPath? Single(SvgDocument document, XElement clip, InheritedStyle style) =>
        document.Property(clip, "clip-path") is null && clip.Elements().ToArray() is [var child] ? Outline(document, child, style) : null;

    private static SKPath? Outline(SvgDocument document, XElement element, InheritedStyle inherited)
    {
        if (document.Property(element, "clip-path") is not null || document.Property(element, "display") == "none")
        {
            return null;
        }

        var style = inherited.For(document, element);
        var matrix = SvgTransforms.Parse(element, "transform", document.Property(element, "transform"));
        SKPath? path;
        if (element.Name.LocalName == "use")
        {
            matrix = matrix.PreConcat(SKMatrix.CreateTranslation(
                SvgNumbers.Length(element, "x", style.Viewport.Width), SvgNumbers.Length(element, "y", style.Viewport.Height)));
            path = document.Target(element) is { Name.LocalName: not "use" } target ? Outline(document, target, style) : null;
        }
        else
        {
            path = style.IsVisible ? ShapePaths.Create(element, style.Viewport) : null;
            if (path is not null)
            {
                path.FillType = style.ClipRule;
            }
        }

        path?.Transform(matrix);
        return path;
    }
}
