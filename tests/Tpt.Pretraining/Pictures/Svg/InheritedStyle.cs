using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>The properties that children inherit, with SVG's initial values.</summary>
internal sealed record InheritedStyle
{
    public string Fill { get; private init; } = "black";

    public float FillOpacity { get; private init; } = 1;

    public SKPathFillType FillRule { get; private init; } = SKPathFillType.Winding;

    public SKPathFillType ClipRule { get; private init; } = SKPathFillType.Winding;

    public string Stroke { get; private init; } = "none";

    public float StrokeOpacity { get; private init; } = 1;

    /// <summary>In user units.</summary>
    public float StrokeWidth { get; private init; } = 1;

    public SKStrokeCap LineCap { get; private init; } = SKStrokeCap.Butt;

    public SKStrokeJoin LineJoin { get; private init; } = SKStrokeJoin.Miter;

    public float MiterLimit { get; private init; } = 4;

    /// <summary>Lengths of dashes and gaps in turn, an even number of them; empty for a solid line.</summary>
    public float[] Dashes { get; private init; } = [];

    public float DashOffset { get; private init; }

    public bool StrokeFirst { get; private init; }

    public bool IsVisible { get; private init; } = true;

    /// <summary>What <c>currentColor</c> is.</summary>
    public SKColor Colour { get; private init; } = SKColors.Black;

    /// <summary>What percentages refer to: the view box of the nearest <c>svg</c> or <c>symbol</c>.</summary>
    public required SKSize Viewport { get; init; }

    /// <summary>This style with what an element sets itself.</summary>
    public InheritedStyle For(SvgDocument document, XElement element)
    {
        if (!element.HasAttributes)
        {
            return this;
        }

        string? Text(string name) => document.Property(element, name);
        float Opacity(string name, float inherited) => Text(name) is { } text ? SvgNumbers.Share(element, name, text) : inherited;
        float Length(string name, float inherited) =>
            Text(name) is { } text ? SvgNumbers.Length(element, name, text, SvgNumbers.Diagonal(Viewport)) : inherited;

        return this with
        {
            Fill = Text("fill") ?? Fill,
            FillOpacity = Opacity("fill-opacity", FillOpacity),
            FillRule = Rule(Text("fill-rule"), FillRule),
            ClipRule = Rule(Text("clip-rule"), ClipRule),
            Stroke = Text("stroke") ?? Stroke,
            StrokeOpacity = Opacity("stroke-opacity", StrokeOpacity),
            StrokeWidth = Length("stroke-width", StrokeWidth),
            LineCap = Text("stroke-linecap") switch { null => LineCap, "round" => SKStrokeCap.Round, "square" => SKStrokeCap.Square, _ => SKStrokeCap.Butt },
            LineJoin = Text("stroke-linejoin") switch { null => LineJoin, "round" => SKStrokeJoin.Round, "bevel" => SKStrokeJoin.Bevel, _ => SKStrokeJoin.Miter },
            MiterLimit = Text("stroke-miterlimit") is { } limit ? SvgNumbers.Number(element, "stroke-miterlimit", limit) : MiterLimit,
            Dashes = Text("stroke-dasharray") is { } dashes ? ReadDashes(element, dashes) : Dashes,
            DashOffset = Length("stroke-dashoffset", DashOffset),
            StrokeFirst = Text("paint-order") is { } order ? StrokeComesFirst(order) : StrokeFirst,
            IsVisible = Text("visibility") is { } visibility ? visibility == "visible" : IsVisible,
            Colour = Text("color") is { } colour ? SvgColours.Parse(element, "color", colour, Colour) : Colour,
        };
    }

    /// <summary>This style as a clip path's children have it: black, with the clip rule.</summary>
    public InheritedStyle AsClip() => this with { Fill = "black", FillOpacity = 1, FillRule = ClipRule, Stroke = "none" };

    private static SKPathFillType Rule(string? text, SKPathFillType inherited) => text switch
    {
        null => inherited,
        "evenodd" => SKPathFillType.EvenOdd,
        _ => SKPathFillType.Winding,
    };

    // "normal" and "fill" fill first; "stroke", "markers stroke" and the like stroke first.
    private static bool StrokeComesFirst(string order)
    {
        var stroke = order.IndexOf("stroke", StringComparison.Ordinal);
        var fill = order.IndexOf("fill", StringComparison.Ordinal);
        return stroke >= 0 && (fill < 0 || stroke < fill);
    }

    private float[] ReadDashes(XElement element, string text)
    {
        if (text == "none")
        {
            return [];
        }

        float[] dashes = [.. text.Split([',', ' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(dash => SvgNumbers.Length(element, "stroke-dasharray", dash, SvgNumbers.Diagonal(Viewport)))];
        return dashes.Any(dash => dash < 0) || dashes.Sum() <= 0 ? []
            : dashes.Length % 2 == 0 ? dashes
            : [.. dashes, .. dashes];
    }
}
