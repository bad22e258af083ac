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
/// /// &lt;summary>Pictures of one pixel a byte, 28 x 28, as some data sets have them.&lt;/summary>
/// internal sealed class GrayDecoder : IImageDecoder
/// {
///     public string Name => "Gray28";
///
///     public ImageMeasurement Measure(ReadOnlyMemory&lt;byte> file, ImageDecoderOptions options)
///         => file.Length == 28 * 28 ? new ImageMeasurement(4 * file.Length) : ImageMeasurement.Refused($"it has {file.Length} bytes, not 784");
///
///     public DecodedImage Decode(ReadOnlyMemory&lt;byte> file, ImageMeasurement measurement, ImageDecoderOptions options)
///         => DecodedImage.Of(ImagePixels.FromGray(file.Span, 28, 28));
/// }
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
    ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options);

    /// <summary>Decodes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="measurement">What <see cref="Measure"/> said of it: no refusal.</param>
    /// <param name="options">The same options.</param>
    /// <returns>The picture, or why there is none.</returns>
    DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options);
}
