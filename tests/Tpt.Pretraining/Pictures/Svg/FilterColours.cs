using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Conversion between sRGB and linear light, in which filters work unless they say otherwise.</summary>
internal static class FilterColours
{
    private static readonly byte[] _identity = Table(v => v);
    private static readonly byte[] _toLinear = Table(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));
    private static readonly byte[] _toSrgb = Table(v => v <= 0.0031308 ? v * 12.92 : (1.055 * Math.Pow(v, 1 / 2.4)) - 0.055);

    /// <summary>The caller disposes it.</summary>
    public static SKColorFilter ToLinear() => SKColorFilter.CreateTable(_identity, _toLinear, _toLinear, _toLinear);

    /// <summary>The caller disposes it.</summary>
    public static SKColorFilter ToSrgb() => SKColorFilter.CreateTable(_identity, _toSrgb, _toSrgb, _toSrgb);

    public static SKColor ToLinear(SKColor colour) => new(_toLinear[colour.Red], _toLinear[colour.Green], _toLinear[colour.Blue], colour.Alpha);

    private static byte[] Table(Func<double, double> curve) => [.. Enumerable.Range(0, 256).Select(i => (byte)Math.Round(curve(i / 255.0) * 255))];
}
