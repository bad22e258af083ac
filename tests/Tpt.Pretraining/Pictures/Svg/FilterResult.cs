using SkiaSharp;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>What a filter primitive gives.</summary>
/// <param name="Filter">The filter from the source graphic to it; null is the source graphic itself, as in Skia.</param>
/// <param name="IsTransparent">Whether it is known to be fully transparent; then there is no filter.</param>
internal readonly record struct FilterResult(SKImageFilter? Filter, bool IsTransparent)
{
    public static FilterResult Source => default;

    public static FilterResult Transparent => new(null, IsTransparent: true);
}
