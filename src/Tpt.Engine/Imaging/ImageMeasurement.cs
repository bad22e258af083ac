namespace Tpt.Engine.Imaging;

/// <summary>
/// What an <see cref="IImageDecoder"/> knows of a file before it decodes it: the memory that decoding takes, or why there is no picture.
/// A decoder derives its own from it, to keep what it has read.
/// </summary>
/// <example>
/// <code>
/// ImageMeasurement tooLarge = ImageMeasurement.Refused("it announces 100000 x 100000 pixels");
/// ImageMeasurement usable = new ImageMeasurement(decodingBytes: 8 * 640 * 480);
/// </code>
/// </example>
public class ImageMeasurement
{
    private ImageMeasurement(string reason, bool isTooLarge) => (Reason, IsTooLarge) = (reason, isTooLarge);

    /// <summary>A file that can be decoded.</summary>
    /// <param name="decodingBytes">The memory that decoding takes at its peak in bytes, its result included and the file itself not. At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decodingBytes"/> is negative.</exception>
    /// <example>
    /// <code>
    /// var measurement = new ImageMeasurement(decodingBytes: 8 * 640 * 480);
    /// </code>
    /// </example>
    public ImageMeasurement(long decodingBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decodingBytes);
        DecodingBytes = decodingBytes;
    }

    /// <summary>The memory that decoding takes at its peak, in bytes.</summary>
    public long DecodingBytes { get; }

    /// <summary>Why the file is not decoded; <see langword="null"/> where it is.</summary>
    public string? Reason { get; }

    /// <summary>Whether the file is refused for the size that it announces alone. A smaller picture of its kind would be decoded.</summary>
    public bool IsTooLarge { get; }

    /// <summary>A file that is not decoded.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    /// <returns>The measurement.</returns>
    /// <example>
    /// <code>
    /// var measurement = ImageMeasurement.Refused("it is empty");
    /// </code>
    /// </example>
    public static ImageMeasurement Refused(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ImageMeasurement(reason, isTooLarge: false);
    }

    /// <summary>A file that is not decoded because its picture is above a limit.</summary>
    /// <param name="reason">The size and the limit, as the end of a sentence.</param>
    /// <returns>The measurement.</returns>
    /// <example>
    /// <code>
    /// var measurement = ImageMeasurement.TooLarge("it announces 100000 x 100000 pixels");
    /// </code>
    /// </example>
    public static ImageMeasurement TooLarge(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ImageMeasurement(reason, isTooLarge: true);
    }
}
