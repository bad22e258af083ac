using Tpt.Engine.Validation;

namespace Tpt.Engine.Imaging;

/// <summary>Decodes a file in one call.</summary>
/// <example>
/// <code>
/// var decoded = ImageDecoders.ImageSharp.Decode(File.ReadAllBytes("cat.tif"));
/// </code>
/// </example>
public static class ImageDecoderExtensions
{
    /// <summary>Measures and decodes a file.</summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="file">The file.</param>
    /// <param name="options">How it is decoded; <see langword="null"/>: the defaults.</param>
    /// <returns>The picture, or why there is none.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <example>
    /// <code>
    /// var decoded = ImageDecoders.ImageSharp.Decode(File.ReadAllBytes("cat.tif"), new ImageDecoderOptions { ApplyExifOrientation = true });
    /// </code>
    /// </example>
    public static DecodedImage Decode(this IImageDecoder decoder, ReadOnlyMemory<byte> file, ImageDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        options ??= new ImageDecoderOptions();
        OptionValidator.Check(options);
        var measurement = decoder.Measure(file, options);
        return measurement.Reason is { } reason ? DecodedImage.Refused(reason) : decoder.Decode(file, measurement, options);
    }
}
