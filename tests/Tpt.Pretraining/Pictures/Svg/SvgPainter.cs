using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Walks a document and draws it: for each element its content, then filter, clip, mask and opacity, in SVG's order.</summary>
internal sealed class SvgPainter(SvgDocument document, SKCanvas canvas)
{
    // Documents are far flatter; only a reference to itself goes deeper.
    private const int DeepestNesting = 100;

    // What may be drawn where it stands. A symbol is drawn by use alone, the rest of defs by what refers to it.
    private static readonly HashSet<string> _drawn = ["svg", "g", "a", "use", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"];

    private int _depth;
    private bool _isClipping;

    /// <summary>Draws the whole document onto the square from (0, 0) to (size, size).</summary>
    public void DrawRoot(int size)
    {
        var root = document.Root;
        var viewBox = Viewport.ViewBox(root) ?? SKRect.Create(SvgNumbers.Length(root, "width", size, size), SvgNumbers.Length(root, "height", size, size));
        var fit = Viewport.Fit(root, viewBox, SKRect.Create(size, size));
        canvas.Concat(ref fit);
        canvas.ClipRect(viewBox);
        var style = new InheritedStyle { Viewport = viewBox.Size }.For(document, root);
        DrawWithEffects(root, style, opacity => DrawChildren(root, style));
    }

    private void DrawChildren(XElement parent, InheritedStyle style)
    {
        foreach (var child in parent.Elements())
        {
            DrawElement(child, style);
        }
    }

    private void DrawElement(XElement element, InheritedStyle inherited)
    {
        if (!_drawn.Contains(element.Name.LocalName) || document.Property(element, "display") == "none")
        {
            return;
        }

        Descend(element);
        var saved = canvas.Save();
        var transform = SvgTransforms.Parse(element, "transform", document.Property(element, "transform"));
        canvas.Concat(ref transform);
        var style = inherited.For(document, element);
        DrawWithEffects(element, _isClipping ? style.AsClip() : style, opacity => DrawContent(element, style, opacity));
        canvas.RestoreToCount(saved);
        _depth--;
    }

    private void DrawContent(XElement element, InheritedStyle style, float opacity)
    {
        switch (element.Name.LocalName)
        {
            case "g" or "a":
                DrawChildren(element, style);
                break;
            case "svg":
                DrawViewport(element, element, style);
                break;
            case "use":
                DrawUse(element, style);
                break;
            default:
                DrawShape(element, _isClipping ? style.AsClip() : style, opacity);
                break;
        }
    }

    private void DrawUse(XElement use, InheritedStyle style)
    {
        if (document.Target(use) is not { } target)
        {
            return;
        }

        canvas.Translate(SvgNumbers.Length(use, "x", style.Viewport.Width), SvgNumbers.Length(use, "y", style.Viewport.Height));
        if (target.Name.LocalName == "symbol")
        {
            var symbolStyle = style.For(document, target);
            DrawWithEffects(target, symbolStyle, opacity => DrawViewport(target, use, symbolStyle));
        }
        else
        {
            DrawElement(target, style);
        }
    }

    /// <summary>Draws the children of a nested <c>svg</c> or a <c>symbol</c>, fitted into its rectangle and cut off at it.</summary>
    /// <param name="sized">The element that gives the size: the <c>svg</c> itself, or the <c>use</c>.</param>
    private void DrawViewport(XElement element, XElement sized, InheritedStyle style)
    {
        var whole = style.Viewport;
        var isSymbol = element.Name.LocalName == "symbol";
        var width = SvgNumbers.Length(sized, "width", whole.Width, missing: SvgNumbers.Length(element, "width", whole.Width, missing: whole.Width));
        var height = SvgNumbers.Length(sized, "height", whole.Height, missing: SvgNumbers.Length(element, "height", whole.Height, missing: whole.Height));
        var x = isSymbol ? 0 : SvgNumbers.Length(element, "x", whole.Width);
        var y = isSymbol ? 0 : SvgNumbers.Length(element, "y", whole.Height);
        if (width <= 0 || height <= 0)
        {
            return;
        }

        var rectangle = SKRect.Create(x, y, width, height);
        canvas.ClipRect(rectangle);
        var viewBox = Viewport.ViewBox(element) ?? SKRect.Create(width, height);
        var fit = Viewport.Fit(element, viewBox, rectangle);
        canvas.Concat(ref fit);
        DrawChildren(element, style with { Viewport = viewBox.Size });
    }

    private void DrawShape(XElement element, InheritedStyle style, float opacity)
    {
        using var path = ShapePaths.Create(element, style.Viewport);
        if (path is null || path.IsEmpty || !style.IsVisible)
        {
            return;
        }

        path.FillType = style.FillRule;
        var bounds = path.TightBounds;
        using var fill = ShapePaints.Fill(document, element, style, bounds, opacity);
        using var stroke = ShapePaints.Stroke(document, element, style, bounds, opacity);
        if (style.StrokeFirst)
        {
            DrawStroke(path, stroke);
        }

        if (fill is not null)
        {
            canvas.DrawPath(path, fill);
        }

        if (!style.StrokeFirst)
        {
            DrawStroke(path, stroke);
        }
    }

    private void DrawStroke(SKPath path, SKPaint? stroke)
    {
        if (stroke is not null)
        {
            using var outline = StrokeOutlines.Snap(path);
            canvas.DrawPath(outline, stroke);
        }
    }

    /// <param name="draw">Draws the content, with an opacity that is not 1 only where the content is one fill or one stroke.</param>
    private void DrawWithEffects(XElement element, InheritedStyle style, Action<float> draw)
    {
        var clip = document.Reference(element, "clip-path", "clipPath");
        var clipsByLayer = clip is not null && !TryClip(clip, element, style);
        var mask = _isClipping ? null : document.Reference(element, "mask", "mask");
        var filter = _isClipping ? null : document.Reference(element, "filter", "filter");
        var opacity = _isClipping ? 1 : Math.Clamp(SvgNumbers.Share(element, "opacity", document.Property(element, "opacity") ?? "1"), 0, 1);
        var blend = (_isClipping ? null : BlendModes.Parse(document.Property(element, "mix-blend-mode"))) ?? SKBlendMode.SrcOver;
        if (opacity <= 0)
        {
            return;
        }

        // What cuts the filtered content needs a layer of its own around it.
        var cuts = clipsByLayer || mask is not null;
        if (cuts)
        {
            SaveLayer(opacity, blend, null);
            (opacity, blend) = (1, SKBlendMode.SrcOver);
        }

        var saved = canvas.Save();
        using var chain = filter is null ? null : FilterChain.Create(document, filter);
        if (chain is not null)
        {
            canvas.ClipRect(GeometryBounds.Region(filter!, "filterUnits", () => Bounds(element, style), style.Viewport));
            SaveLayer(opacity, blend, chain.Filter);
            draw(1);
        }
        else if (blend != SKBlendMode.SrcOver || (opacity < 1 && !IsOnePaint(element, style)))
        {
            SaveLayer(opacity, blend, null);
            draw(1);
        }
        else
        {
            draw(opacity);
        }

        canvas.RestoreToCount(saved);
        if (clipsByLayer)
        {
            CutByClip(clip!, element, style);
        }

        if (mask is not null)
        {
            CutByMask(mask, element, style);
        }

        if (cuts)
        {
            canvas.Restore();
        }
    }

    // One path clips as a path, which is far cheaper than a layer.
    private bool TryClip(XElement clip, XElement element, InheritedStyle style)
    {
        using var path = ClipPaths.Single(document, clip, StyleOf(clip) with { Viewport = style.Viewport });
        if (path is null)
        {
            return false;
        }

        path.Transform(ClipMatrix(clip, element, style));
        canvas.ClipPath(path, antialias: true);
        return true;
    }

    private void CutByClip(XElement clip, XElement element, InheritedStyle style)
    {
        Descend(clip);
        var clipStyle = StyleOf(clip) with { Viewport = style.Viewport };
        using var paint = new SKPaint { BlendMode = SKBlendMode.DstIn };
        canvas.SaveLayer(paint);
        var wasClipping = _isClipping;
        _isClipping = true;
        var saved = canvas.Save();
        var matrix = ClipMatrix(clip, element, style);
        canvas.Concat(ref matrix);
        DrawChildren(clip, clipStyle);
        canvas.RestoreToCount(saved);
        if (document.Reference(clip, "clip-path", "clipPath") is { } outer)
        {
            CutByClip(outer, element, style);
        }

        _isClipping = wasClipping;
        canvas.Restore();
        _depth--;
    }

    private void CutByMask(XElement mask, XElement element, InheritedStyle style)
    {
        Descend(mask);
        var bounds = new Lazy<SKRect>(() => Bounds(element, style));
        using var luminance = document.Property(mask, "mask-type") == "alpha" ? null : SKColorFilter.CreateLumaColor();
        using var paint = new SKPaint { BlendMode = SKBlendMode.DstIn, ColorFilter = luminance };
        canvas.SaveLayer(paint);
        canvas.ClipRect(GeometryBounds.Region(mask, "maskUnits", () => bounds.Value, style.Viewport));
        var matrix = GeometryBounds.UnitsMatrix(mask, "maskContentUnits", () => bounds.Value);
        canvas.Concat(ref matrix);
        DrawChildren(mask, StyleOf(mask) with { Viewport = style.Viewport });
        canvas.Restore();
        _depth--;
    }

    private SKMatrix ClipMatrix(XElement clip, XElement element, InheritedStyle style)
    {
        var units = GeometryBounds.UnitsMatrix(clip, "clipPathUnits", () => Bounds(element, style));
        return units.PreConcat(SvgTransforms.Parse(clip, "transform", document.Property(clip, "transform")));
    }

    private SKRect Bounds(XElement element, InheritedStyle style) => GeometryBounds.Of(document, element, style);

    private static bool IsOnePaint(XElement element, InheritedStyle style) =>
        element.Name.LocalName is not ("svg" or "g" or "a" or "use" or "symbol") && (style.Fill == "none" || style.Stroke == "none");

    private void SaveLayer(float opacity, SKBlendMode blend, SKImageFilter? filter)
    {
        using var paint = new SKPaint { Color = SKColors.Black.WithOpacity(opacity), BlendMode = blend, ImageFilter = filter };
        canvas.SaveLayer(paint);
    }

    // Definitions inherit from where they stand, not from what refers to them.
    private InheritedStyle StyleOf(XElement element) =>
        (element.Parent is { } parent ? StyleOf(parent) : new InheritedStyle { Viewport = SKSize.Empty }).For(document, element);

    private void Descend(XElement element)
    {
        if (++_depth > DeepestNesting)
        {
            throw new FormatException($"<{element.Name.LocalName} id=\"{(string?)element.Attribute("id")}\"> refers to itself, or elements nest deeper than {DeepestNesting}.");
        }
    }
}
