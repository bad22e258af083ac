using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>
/// A <c>filter</c> element of <c>feFlood</c>, <c>feBlend</c>, <c>feColorMatrix</c> (type <c>matrix</c>), <c>feOffset</c>,
/// <c>feGaussianBlur</c> and <c>feComposite</c>: inner and drop shadows and soft edges, as drawing programs export them.
/// </summary>
/// <remarks>
/// A filter with any other primitive is left out, and the element is drawn without it. All primitives work in the colour
/// space that the <c>filter</c> names, linear light by default; lengths are in user units; primitives have no subregion of
/// their own.
/// </remarks>
internal sealed class FilterChain : IDisposable
{
    private const string SourceGraphic = "SourceGraphic";
    private const string SourceAlpha = "SourceAlpha";

    private static readonly float[] _alphaOnly = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];

    private readonly List<SKImageFilter> _owned = [];
    private readonly Dictionary<string, FilterResult> _named = new(StringComparer.Ordinal);
    private readonly SvgDocument _document;
    private readonly bool _isLinear;
    private FilterResult _last;

    private FilterChain(SvgDocument document, XElement filter)
    {
        _document = document;
        _isLinear = document.Property(filter, "color-interpolation-filters") != "sRGB";
        _last = _isLinear ? Convert(FilterResult.Source, FilterColours.ToLinear()) : FilterResult.Source;
        _named[SourceGraphic] = _last;
    }

    /// <summary>The filter for a layer's paint; null leaves the layer as it is.</summary>
    public SKImageFilter? Filter { get; private set; }

    /// <summary>Reads a <c>filter</c>; null if it has primitives that are not known here. The caller disposes it.</summary>
    public static FilterChain? Create(SvgDocument document, XElement filter)
    {
        var chain = new FilterChain(document, filter);
        foreach (var primitive in filter.Elements())
        {
            if (chain.Apply(primitive) is not { } result)
            {
                chain.Dispose();
                return null;
            }

            chain._last = result;
            if ((string?)primitive.Attribute("result") is { } name)
            {
                chain._named[name] = result;
            }
        }

        chain.Filter = chain.NotTransparent(chain._isLinear ? chain.Convert(chain._last, FilterColours.ToSrgb()) : chain._last);
        return chain;
    }

    public void Dispose() => _owned.ForEach(filter => filter.Dispose());

    private FilterResult? Apply(XElement primitive) => primitive.Name.LocalName switch
    {
        "feFlood" => Flood(primitive),
        "feBlend" when BlendModes.Parse((string?)primitive.Attribute("mode")) is { } mode => Blend(mode, Input(primitive, "in"), Input(primitive, "in2")),
        "feColorMatrix" when (string?)primitive.Attribute("type") is null or "matrix" => ColourMatrix(Input(primitive, "in"), Matrix(primitive)),
        "feOffset" => Offset(primitive, Input(primitive, "in")),
        "feGaussianBlur" => Blur(primitive, Input(primitive, "in")),
        "feComposite" => Composite(primitive, Input(primitive, "in"), Input(primitive, "in2")),
        _ => null,
    };

    private FilterResult Flood(XElement primitive)
    {
        var colour = SvgColours.Parse(primitive, "flood-color", _document.Property(primitive, "flood-color") ?? "black", SKColors.Black)
            .WithOpacity(SvgNumbers.Share(primitive, "flood-opacity", _document.Property(primitive, "flood-opacity") ?? "1"));
        if (colour.Alpha == 0)
        {
            return FilterResult.Transparent;
        }

        using var paint = new SKPaint { Color = _isLinear ? FilterColours.ToLinear(colour) : colour };
        return Result(SKImageFilter.CreatePaint(paint));
    }

    private FilterResult Blend(SKBlendMode mode, FilterResult source, FilterResult backdrop) =>
        source.IsTransparent ? backdrop
        : backdrop.IsTransparent ? source
        : mode == SKBlendMode.SrcOver ? Result(SKImageFilter.CreateMerge([backdrop.Filter, source.Filter]))
        : Result(SKImageFilter.CreateBlendMode(mode, NotNull(backdrop), source.Filter));

    private FilterResult ColourMatrix(FilterResult source, float[] matrix)
    {
        using var filter = SKColorFilter.CreateColorMatrix(matrix);
        return Result(SKImageFilter.CreateColorFilter(filter, NotTransparent(source)));
    }

    private FilterResult Convert(FilterResult source, SKColorFilter conversion)
    {
        using (conversion)
        {
            return source.IsTransparent ? source : Result(SKImageFilter.CreateColorFilter(conversion, source.Filter));
        }
    }

    private FilterResult Offset(XElement primitive, FilterResult source)
    {
        var dx = Number(primitive, "dx");
        var dy = Number(primitive, "dy");
        return source.IsTransparent || (dx == 0 && dy == 0) ? source : Result(SKImageFilter.CreateOffset(dx, dy, source.Filter));
    }

    private FilterResult Blur(XElement primitive, FilterResult source)
    {
        var deviations = SvgNumbers.List(primitive, "stdDeviation", (string?)primitive.Attribute("stdDeviation") ?? "0");
        return deviations switch
        {
            [] or [< 0, ..] or [_, < 0, ..] => source,
            [0] or [0, 0] => source,
            _ when source.IsTransparent => source,
            _ => Result(SKImageFilter.CreateBlur(deviations[0], deviations[^1], source.Filter)),
        };
    }

    private FilterResult? Composite(XElement primitive, FilterResult source, FilterResult backdrop)
    {
        SKBlendMode? mode = (string?)primitive.Attribute("operator") switch
        {
            null or "over" => SKBlendMode.SrcOver,
            "in" => SKBlendMode.SrcIn,
            "out" => SKBlendMode.SrcOut,
            "atop" => SKBlendMode.SrcATop,
            "xor" => SKBlendMode.Xor,
            _ => null,
        };
        if (mode is { } porterDuff)
        {
            return Result(SKImageFilter.CreateBlendMode(porterDuff, NotNull(backdrop), NotTransparent(source)));
        }

        return (string?)primitive.Attribute("operator") == "arithmetic"
            ? Result(SKImageFilter.CreateArithmetic(
                Number(primitive, "k1"), Number(primitive, "k2"), Number(primitive, "k3"), Number(primitive, "k4"), true, NotNull(backdrop), NotTransparent(source)))
            : null;
    }

    private FilterResult Input(XElement primitive, string attribute)
    {
        var name = (string?)primitive.Attribute(attribute);
        if (name == SourceAlpha && !_named.ContainsKey(SourceAlpha))
        {
            _named[SourceAlpha] = ColourMatrix(FilterResult.Source, _alphaOnly);
        }

        return name is not null && _named.TryGetValue(name, out var result) ? result : _last;
    }

    private static float[] Matrix(XElement primitive)
    {
        var text = (string?)primitive.Attribute("values") ?? "1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1 0";
        return SvgNumbers.List(primitive, "values", text) is { Length: 20 } values
            ? values
            : throw SvgNumbers.Malformed(primitive, "values", text, "a matrix of 20 numbers");
    }

    private static float Number(XElement primitive, string attribute) =>
        (string?)primitive.Attribute(attribute) is { } text ? SvgNumbers.Number(primitive, attribute, text) : 0;

    // Skia's null is the source graphic, but SkiaSharp does not take it for a backdrop.
    private SKImageFilter NotNull(FilterResult result) => NotTransparent(result) ?? Own(SKImageFilter.CreateOffset(0, 0));

    private SKImageFilter? NotTransparent(FilterResult result)
    {
        if (!result.IsTransparent)
        {
            return result.Filter;
        }

        using var paint = new SKPaint { Color = SKColors.Transparent };
        return Own(SKImageFilter.CreatePaint(paint));
    }

    private FilterResult Result(SKImageFilter filter) => new(Own(filter), IsTransparent: false);

    private SKImageFilter Own(SKImageFilter filter)
    {
        _owned.Add(filter);
        return filter;
    }
}
