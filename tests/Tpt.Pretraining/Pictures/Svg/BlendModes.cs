using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>The keywords of <c>mix-blend-mode</c> and <c>feBlend</c>.</summary>
internal static class BlendModes
{
    /// <summary>The mode, <c>normal</c> where nothing is said; null for an unknown keyword.</summary>
    public static SKBlendMode? Parse(string? keyword) => keyword switch
    {
        null or "normal" => SKBlendMode.SrcOver,
        "multiply" => SKBlendMode.Multiply,
        "screen" => SKBlendMode.Screen,
        "overlay" => SKBlendMode.Overlay,
        "darken" => SKBlendMode.Darken,
        "lighten" => SKBlendMode.Lighten,
        "color-dodge" => SKBlendMode.ColorDodge,
        "color-burn" => SKBlendMode.ColorBurn,
        "hard-light" => SKBlendMode.HardLight,
        "soft-light" => SKBlendMode.SoftLight,
        "difference" => SKBlendMode.Difference,
        "exclusion" => SKBlendMode.Exclusion,
        "hue" => SKBlendMode.Hue,
        "saturation" => SKBlendMode.Saturation,
        "color" => SKBlendMode.Color,
        "luminosity" => SKBlendMode.Luminosity,
        "plus-lighter" => SKBlendMode.Plus,
        _ => null,
    };
}
