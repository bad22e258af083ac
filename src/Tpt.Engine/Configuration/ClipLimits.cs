namespace Tpt.Engine.Configuration;

/// <summary>What a model's files may ask for at most: several times what the largest published CLIP has.</summary>
internal static class ClipLimits
{
    /// <summary>Any width or vocabulary; the largest published vocabulary has 901,629 tokens.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>The layers of a tower, or of one part of a ResNet; the largest published tower has 48.</summary>
    public const int MaxLayers = 256;

    /// <summary>The side of the image tower's images in pixels; the largest published one reads 448. Memory grows with its fourth power.</summary>
    public const int MaxImageSize = 2048;

    /// <summary>The side that an image is resized to before the square is cut out.</summary>
    public const int MaxResizeEdge = 2 * MaxImageSize;

    /// <summary>The characters of a prompt; the text towers read 77 tokens.</summary>
    public const int MaxPromptLength = 1000;
}
