namespace Tpt.Engine;

/// <summary>What becomes of an image's alpha channel.</summary>
public enum AlphaHandling
{
    /// <summary>The colour is kept as stored and the alpha is ignored. This is what the reference implementation does.</summary>
    Drop,

    /// <summary>The image is composited over white, as a browser page would show it.</summary>
    CompositeOnWhite,
}
