using Microsoft.ML.Tpt.Images.Decoding;
using Tpt.Engine.Imaging;

namespace Microsoft.ML;

/// <summary>Adds this library's image decoder to <see cref="ImageDecoders"/>.</summary>
/// <example>
/// <code>
/// var decoded = ImageDecoders.SkiaSharp.Decode(File.ReadAllBytes("cat.jpg"));
/// </code>
/// </example>
public static class TptImageDecoders
{
    extension(ImageDecoders)
    {
        /// <summary>SkiaSharp's decoders, the default: JPEG, PNG, GIF, BMP and WebP.</summary>
        /// <example>
        /// <code>
        /// var decoded = ImageDecoders.SkiaSharp.Decode(File.ReadAllBytes("cat.jpg"));
        /// </code>
        /// </example>
        public static IImageDecoder SkiaSharp => SkiaImageDecoder.Instance;
    }
}
