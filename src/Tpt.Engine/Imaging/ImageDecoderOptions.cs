using Tpt.Engine.Validation;

namespace Tpt.Engine.Imaging;

/// <summary>How an <see cref="IImageDecoder"/> decodes an image file, and the largest one that it decodes.</summary>
/// <example>
/// <code>
/// var options = new ImageDecoderOptions { MaxPixels = 50_000_000, ApplyExifOrientation = true };
/// var decoded = ImageDecoders.ImageSharp.Decode(File.ReadAllBytes("cat.tif"), options);
/// </code>
/// </example>
public sealed record ImageDecoderOptions : IOptionGroup
{
    internal const long DefaultMaxPixels = 178_956_970;

    /// <summary>The most pixels that one array of four bytes a pixel has room for.</summary>
    internal const long LargestMaxPixels = 536_870_911;

    /// <summary>The most pixels, width times height, of an image. A file that announces more is not decoded. In [1, 536,870,911].</summary>
    /// <value>The default is 178,956,970: Pillow's limit, <c>2 * (1024 * 1024 * 1024 // 4 // 3)</c>, above which it raises DecompressionBombError.</value>
    [Within(1, LargestMaxPixels, Because = "its four bytes a pixel are one array")]
    public long MaxPixels { get; init; } = DefaultMaxPixels;

    /// <summary>What becomes of an image's alpha channel.</summary>
    /// <value>The default is <see cref="AlphaHandling.Drop"/>, as in the reference.</value>
    public AlphaHandling Alpha { get; init; } = AlphaHandling.Drop;

    /// <summary>Whether the picture is turned as its EXIF orientation asks.</summary>
    /// <value>The default is <see langword="false"/>, as in the reference.</value>
    public bool ApplyExifOrientation { get; init; }

    void IOptionGroup.CheckTogether(string path)
    {
    }
}
