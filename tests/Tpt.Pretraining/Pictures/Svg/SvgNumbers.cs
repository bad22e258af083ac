using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Numbers, lists of numbers and lengths, with errors that name the element and the attribute.</summary>
internal static partial class SvgNumbers
{
    // CSS: 96 pixels to the inch
    private static readonly Dictionary<string, float> _pixelsPerUnit = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["px"] = 1, ["pt"] = 96f / 72, ["pc"] = 16, ["in"] = 96, ["cm"] = 96 / 2.54f, ["mm"] = 96 / 25.4f, ["q"] = 96 / 101.6f, ["em"] = 16, ["ex"] = 8,
    };

    public static float Number(XElement element, string attribute, string text) =>
        TryNumber(text, out var value) ? value : throw Malformed(element, attribute, text, "a number");

    /// <summary>A number, or a percentage as a share of 1.</summary>
    public static float Share(XElement element, string attribute, string text) =>
        text.Trim() is [.. var percent, '%'] ? Number(element, attribute, percent) / 100 : Number(element, attribute, text);

    /// <summary>A length in user units.</summary>
    /// <param name="whole">What 100% is.</param>
    public static float Length(XElement element, string attribute, string text, float whole)
    {
        var match = LengthPattern().Match(text.Trim());
        if (!match.Success || !TryNumber(match.Groups["number"].ValueSpan, out var number))
        {
            throw Malformed(element, attribute, text, "a length");
        }

        var unit = match.Groups["unit"].Value;
        return unit == "%" ? number / 100 * whole
            : _pixelsPerUnit.TryGetValue(unit, out var pixels) ? number * pixels
            : throw Malformed(element, attribute, text, "a length in px, pt, pc, in, cm, mm, q, em, ex or %");
    }

    /// <summary>The attribute's length, or <paramref name="missing"/> where it is not set.</summary>
    public static float Length(XElement element, string attribute, float whole, float missing = 0) =>
        (string?)element.Attribute(attribute) is { } text && text.Trim() is not ("" or "auto") ? Length(element, attribute, text, whole) : missing;

    public static float[] List(XElement element, string attribute, string text)
    {
        var matches = NumberPattern().Matches(text);
        var rest = NumberPattern().Replace(text, string.Empty);
        if (rest.AsSpan().ContainsAnyExcept(" ,\t\r\n"))
        {
            throw Malformed(element, attribute, text, "a list of numbers");
        }

        return [.. matches.Select(m => Number(element, attribute, m.Value))];
    }

    /// <summary>What 100% is for lengths that are neither horizontal nor vertical: the diagonal over the square root of 2.</summary>
    public static float Diagonal(SKSize viewport) =>
        MathF.Sqrt(((viewport.Width * viewport.Width) + (viewport.Height * viewport.Height)) / 2);

    public static FormatException Malformed(XElement element, string attribute, string text, string expected) =>
        new($"<{element.Name.LocalName}> has {attribute}=\"{(text.Length > 80 ? text[..80] + "..." : text)}\", which is not {expected}.");

    private static bool TryNumber(ReadOnlySpan<char> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    [GeneratedRegex(@"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?<unit>[a-zA-Z]*|%)$")]
    private static partial Regex LengthPattern();
}
