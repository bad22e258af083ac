namespace Tpt.Engine.Imaging;

/// <summary>An interpolation filter, with the number that Pillow and <c>preprocessor_config.json</c> give it.</summary>
/// <example>
/// <code>
/// var preprocessing = new ImagePreprocessing { Filter = ResampleFilter.Bilinear };
/// </code>
/// </example>
public enum ResampleFilter
{
    /// <summary>The triangle filter, support 1; widened by the scale when an image gets smaller.</summary>
    Bilinear = 2,

    /// <summary>Keys' cubic with a = -0.5, support 2; widened by the scale when an image gets smaller.</summary>
    Bicubic = 3,
}
