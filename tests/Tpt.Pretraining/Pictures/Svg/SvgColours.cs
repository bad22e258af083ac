using System.Reflection;
using System.Xml.Linq;
using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Colours: <c>#rgb</c>, <c>#rgba</c>, <c>#rrggbb</c>, <c>#rrggbbaa</c>, <c>rgb()</c>, <c>rgba()</c>, names and <c>currentColor</c>.</summary>
internal static class SvgColours
{
    private static readonly Dictionary<string, SKColor> _names = ReadNames();

    /// <param name="current">What <c>currentColor</c> is.</param>
    public static SKColor Parse(XElement element, string attribute, string text, SKColor current)
    {
        var value = text.Trim();
        return value.Equals("currentColor", StringComparison.OrdinalIgnoreCase) ? current
            : value is ['#', .. var digits] ? FromHex(digits) ?? throw Malformed()
            : value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase) && value.EndsWith(')') ? FromComponents(element, attribute, value)
            : _names.TryGetValue(value, out var named) ? named
            : throw Malformed();

        FormatException Malformed() => SvgNumbers.Malformed(element, attribute, text, "a colour");
    }

    public static SKColor WithOpacity(this SKColor colour, float opacity) =>
        colour.WithAlpha((byte)MathF.Round(colour.Alpha * Math.Clamp(opacity, 0, 1)));

    private static SKColor? FromHex(string digits)
    {
        if (digits.Length is 3 or 4)
        {
            digits = string.Concat(digits.Select(digit => new string(digit, 2)));
        }

        if (digits.Length is not (6 or 8) || !digits.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var bytes = Convert.FromHexString(digits);
        return new SKColor(bytes[0], bytes[1], bytes[2], bytes.Length == 4 ? bytes[3] : (byte)255);
    }

    private static SKColor FromComponents(XElement element, string attribute, string value)
    {
        var parts = value[(value.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split([',', ' ', '/', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (3 or 4))
        {
            throw SvgNumbers.Malformed(element, attribute, value, "a colour of 3 or 4 components");
        }

        byte Component(int i) =>
            (byte)Math.Clamp(MathF.Round(SvgNumbers.Share(element, attribute, parts[i]) * (parts[i].EndsWith('%') ? 255 : 1)), 0, 255);
        var opaque = new SKColor(Component(0), Component(1), Component(2));
        return parts.Length == 4 ? opaque.WithOpacity(SvgNumbers.Share(element, attribute, parts[3])) : opaque;
    }

    // SKColors has CSS's names, with gray spelt one way only and without its latest one.
    private static Dictionary<string, SKColor> ReadNames()
    {
        var names = typeof(SKColors).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(SKColor))
            .ToDictionary(field => field.Name, field => (SKColor)field.GetValue(null)!, StringComparer.OrdinalIgnoreCase);
        foreach (var name in names.Keys.Where(name => name.Contains("gray", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            names.TryAdd(name.Replace("gray", "grey", StringComparison.OrdinalIgnoreCase), names[name]);
        }

        names["transparent"] = SKColor.Empty;
        names["rebeccapurple"] = new SKColor(0x66, 0x33, 0x99);
        return names;
    }
}
