using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp;

/// <summary>Brings images of SixLabors.ImageSharp to the engine.</summary>
/// <example>
/// <code>
/// using var image = Image.Load("cat.tif");
/// Console.WriteLine(classifier.ClassNames[classifier.Predict(image).PredictedIndex]);
/// </code>
/// </example>
public static class ImageSharpExtensions
{
    extension(ImagePixels)
    {
        /// <summary>Copies an image that is in memory, of any pixel format, as it stands: its EXIF orientation is <c>image.Mutate(x => x.AutoOrient())</c>.</summary>
        /// <param name="image">The image. Of several frames the first is taken. It stays the caller's.</param>
        /// <param name="alpha">What becomes of the alpha. The default, <see cref="AlphaHandling.Drop"/>, is the reference's.</param>
        /// <returns>The copy. Channels of more than 8 bits are rounded to 8.</returns>
        /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The image has more than 2^29 - 1 pixels, or <paramref name="alpha"/> is no member of its type.</exception>
        /// <example>
        /// <code>
        /// using var image = Image.Load&lt;Rgb24>("cat.jpg");
        /// var pixels = ImagePixels.FromImage(image);
        /// </code>
        /// </example>
        public static ImagePixels FromImage(Image image, AlphaHandling alpha = AlphaHandling.Drop)
        {
            ArgumentNullException.ThrowIfNull(image);
            var copier = new PixelCopier(alpha);
            image.AcceptVisitor(copier);
            return copier.Pixels!;
        }
    }

    /// <summary>Classifies an image that is in memory; see <see cref="TptClassifier.Predict(ImagePixels)"/>.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="image">The image, of any pixel format. Of several frames the first is taken. It stays the caller's.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ObjectDisposedException">The image or the classifier is disposed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The image has more than 2^29 - 1 pixels.</exception>
    /// <example>
    /// <code>
    /// using var image = Image.Load("cat.jpg");
    /// var prediction = classifier.Predict(image);
    /// </code>
    /// </example>
    public static TptPrediction Predict(this TptClassifier classifier, Image image)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return classifier.Predict(ImagePixels.FromImage(image));
    }
}
