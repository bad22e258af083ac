using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Values of <c>transform</c>, <c>gradientTransform</c> and the like.</summary>
internal static partial class SvgTransforms
{
    /// <summary>The product of the functions, the first outermost; the identity where the property is not set.</summary>
    public static SKMatrix Parse(XElement element, string attribute, string? text)
    {
        var product = SKMatrix.Identity;
        if (text is null or "none")
        {
            return product;
        }

        if (Function().Replace(text, string.Empty).AsSpan().ContainsAnyExcept(" ,\t\r\n"))
        {
            throw SvgNumbers.Malformed(element, attribute, text, "a list of transform functions");
        }

        foreach (Match function in Function().Matches(text))
        {
            var arguments = function.Groups["arguments"].Value.Replace("px", string.Empty, StringComparison.Ordinal).Replace("deg", string.Empty, StringComparison.Ordinal);
            var matrix = FromFunction(function.Groups["name"].Value, SvgNumbers.List(element, attribute, arguments))
                ?? throw SvgNumbers.Malformed(element, attribute, text, "a list of transform functions with their numbers of arguments");
            product = product.PreConcat(matrix);
        }

        return product;
    }

    private static SKMatrix? FromFunction(string name, float[] values) => (name, values) switch
    {
        ("matrix", [var a, var b, var c, var d, var e, var f]) => new SKMatrix(a, c, e, b, d, f, 0, 0, 1),
        ("translate", [var x]) => SKMatrix.CreateTranslation(x, 0),
        ("translate", [var x, var y]) => SKMatrix.CreateTranslation(x, y),
        ("scale", [var s]) => SKMatrix.CreateScale(s, s),
        ("scale", [var x, var y]) => SKMatrix.CreateScale(x, y),
        ("rotate", [var degrees]) => SKMatrix.CreateRotationDegrees(degrees),
        ("rotate", [var degrees, var x, var y]) => SKMatrix.CreateRotationDegrees(degrees, x, y),
        ("skewX", [var degrees]) => SKMatrix.CreateSkew(MathF.Tan(degrees * MathF.PI / 180), 0),
        ("skewY", [var degrees]) => SKMatrix.CreateSkew(0, MathF.Tan(degrees * MathF.PI / 180)),
        _ => null,
    };

    [GeneratedRegex(@"(?<name>[a-zA-Z]+)\s*\((?<arguments>[^()]*)\)")]
    private static partial Regex Function();
}
