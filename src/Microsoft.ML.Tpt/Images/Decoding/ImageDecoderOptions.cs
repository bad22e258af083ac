using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images.Decoding;

/// <summary>How an image file is decoded.</summary>
/// <param name="MaxPixels">The largest width times height that is read; see <see cref="TptImageOptions.MaxPixels"/>.</param>
/// <param name="Alpha">What becomes of the alpha.</param>
/// <param name="ApplyExifOrientation">Whether the picture is turned as its EXIF orientation asks.</param>
internal sealed record ImageDecoderOptions(long MaxPixels, AlphaHandling Alpha, bool ApplyExifOrientation)
{
    /// <summary>Pillow's limit, <c>2 * (1024 * 1024 * 1024 // 4 // 3)</c>, above which it raises DecompressionBombError.</summary>
    public const long DefaultMaxPixels = 178_956_970;

    /// <summary>The most pixels that one array of four bytes a pixel has room for.</summary>
    public const long LargestMaxPixels = 536_870_911;
}
