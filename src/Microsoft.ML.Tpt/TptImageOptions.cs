using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>How the images of a column are decoded.</summary>
/// <example>
/// <code>
/// var options = new TptOptions { ClassNames = classNames, Images = { ApplyExifOrientation = true, MaxPixels = 50_000_000 } };
/// </code>
/// </example>
public sealed record TptImageOptions : IOptionGroup
{
    /// <summary>What becomes of an image's alpha channel.</summary>
    /// <remarks>
    /// SkiaSharp decodes the transparent pixels of a GIF file, and what its first frame does not cover, as transparent black: they are
    /// black with <see cref="AlphaHandling.Drop"/> and white with <see cref="AlphaHandling.CompositeOnWhite"/>.
    /// </remarks>
    /// <value>The default is <see cref="AlphaHandling.Drop"/>, as in the reference.</value>
    public AlphaHandling Alpha { get; set; } = AlphaHandling.Drop;

    /// <summary>Whether the EXIF orientation of an image is applied, from JPEG, PNG and WebP files. It needs a column of encoded files: an image column no longer has it.</summary>
    /// <value>The default is <see langword="false"/>, as in the reference.</value>
    public bool ApplyExifOrientation { get; set; }

    /// <summary>The most pixels, width times height, of an image. A larger one is no usable image. In [1, 536,870,911].</summary>
    /// <remarks>
    /// Files of up to 2^25 (33,554,432) pixels are decoded whole. Larger ones are decoded at half, a third or less of their sides, so
    /// that they have 2^23 pixels or more. The smallest random crop, 8 % of the area, still has ten times the pixels of a view.
    /// Progressive JPEG, interlaced PNG, GIF, run-length BMP and lossless or animated WebP are in memory as a whole all the same. Above
    /// 2^25 pixels such a file may take 1.5 bytes times this limit, 268 MB at the default. Where it needs more it is no usable image:
    /// scale it down, or save it as baseline JPEG.
    /// </remarks>
    /// <value>The default is 178,956,970, the limit of Pillow, the reference's decoder: <c>2 * (1024 * 1024 * 1024 // 4 // 3)</c>.</value>
    [Within(1, ImageDecoderOptions.LargestMaxPixels, Because = "its four bytes a pixel are one array")]
    public long MaxPixels { get; set; } = ImageDecoderOptions.DefaultMaxPixels;

    /// <summary>What a decoder gets of these.</summary>
    internal ImageDecoderOptions ForDecoder() => new() { MaxPixels = MaxPixels, Alpha = Alpha, ApplyExifOrientation = ApplyExifOrientation };

    void IOptionGroup.CheckTogether(string path)
    {
    }
}
