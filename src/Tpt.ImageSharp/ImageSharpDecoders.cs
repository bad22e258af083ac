using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp;

/// <summary>Adds ImageSharp's decoders to <see cref="ImageDecoders"/>.</summary>
/// <example>
/// <code>
/// var decoded = ImageDecoders.ImageSharp.Decode(File.ReadAllBytes("cat.tif"));
/// </code>
/// </example>
public static class ImageSharpDecoders
{
    extension(ImageDecoders)
    {
        /// <summary>ImageSharp's decoders, in managed memory: JPEG, PNG, GIF, BMP, WebP, TIFF, TGA and PBM.</summary>
        /// <example>
        /// <code>
        /// var options = new TptOptions { ClassNames = classNames, Decoder = ImageDecoders.ImageSharp };
        /// </code>
        /// </example>
        public static IImageDecoder ImageSharp => ImageSharpDecoder.Instance;
    }
}
