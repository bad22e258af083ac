namespace Tpt.Engine.Imaging;

/// <summary>Which sides of an image are resized to <see cref="ImagePreprocessing.ResizeEdge"/> before the square is cut out of its middle.</summary>
/// <example>
/// <code>
/// // As SigLIP and DFN's ViT-H-14 read their images: distorted, but whole.
/// var preprocessing = new ImagePreprocessing { ResizeMode = ResizeMode.Squash };
/// </code>
/// </example>
public enum ResizeMode
{
    /// <summary>The shorter side; the longer one follows, truncated to a whole pixel. What the square does not hold is lost. CLIP's own.</summary>
    Shortest,

    /// <summary>The longer side; the shorter one follows, rounded to a whole pixel. What is missing to the square is filled with <see cref="ImagePreprocessing.FillColor"/>.</summary>
    Longest,

    /// <summary>Both sides, whatever that does to the proportions. Nothing is lost and nothing filled.</summary>
    Squash,
}
