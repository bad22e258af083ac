namespace Tpt.Engine.Imaging;

/// <summary>What becomes of an image's alpha channel.</summary>
/// <example>
/// <code>
/// // A logo on a transparent ground, seen as on a white page.
/// var image = ImagePixels.FromRgba(pixels, width, height, AlphaHandling.CompositeOnWhite);
/// </code>
/// </example>
public enum AlphaHandling
{
    /// <summary>The colour is kept as stored and the alpha is ignored. This is what the reference implementation does.</summary>
    Drop,

    /// <summary>The image is composited over white, as a browser page would show it.</summary>
    CompositeOnWhite,
}
