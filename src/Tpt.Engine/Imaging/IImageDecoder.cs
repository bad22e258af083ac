using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Tpt.Engine.Imaging;

/// <summary>Decodes image files: encoded bytes and limits in, RGB pixels or a reason out.</summary>
/// <remarks>
/// Whatever the bytes are, a decoder answers with a picture or a reason. It reads the sides before it takes memory for pixels, and gives no
/// picture of which a part is missing. Of an animated file it gives the first frame. It has no state, and serves any number of threads.
/// </remarks>
/// <example>
/// <code>
/// IImageDecoder decoder = ImageDecoders.ImageSharp;
/// var decoded = decoder.Decode(File.ReadAllBytes("cat.tif"));
/// Console.WriteLine(decoded.Reason ?? $"{decoded.Pixels!.Width} x {decoded.Pixels.Height} pixels, by {decoder.Name}");
/// </code>
/// </example>
[TypeConverter(typeof(ImageDecoderNameConverter))]
[JsonConverter(typeof(ImageDecoderJsonConverter))]
public interface IImageDecoder
{
    /// <summary>The decoder's name, by which a saved transformer remembers it. It is the same for as long as the decoder gives the same pixels.</summary>
    string Name { get; }

    /// <summary>Reads what a file says of itself, without decoding it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The limit.</param>
    /// <returns>The memory that decoding will take, or why the file is not decoded.</returns>
    /// <example>
    /// <code>
    /// var measurement = ImageDecoders.ImageSharp.Measure(File.ReadAllBytes("cat.tif"), new ImageDecoderOptions());
    /// Console.WriteLine(measurement.Reason ?? $"{measurement.DecodingBytes} bytes");
    /// </code>
    /// </example>
    ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options);

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="measurement">What <see cref="Measure"/> said of it: no refusal.</param>
    /// <param name="options">The same options.</param>
    /// <returns>The picture, or why there is none.</returns>
    /// <example>
    /// <code>
    /// var (file, options) = (File.ReadAllBytes("cat.tif"), new ImageDecoderOptions());
    /// var measurement = ImageDecoders.ImageSharp.Measure(file, options);
    /// var decoded = measurement.Reason is null ? ImageDecoders.ImageSharp.Decode(file, measurement, options) : null;
    /// </code>
    /// </example>
    DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options);
}
