namespace Tpt.Engine.Imaging;

/// <summary>What became of an image file: its pixels, or why it has none.</summary>
/// <example>
/// <code>
/// DecodedImage decoded = ImageDecoders.ImageSharp.Decode(File.ReadAllBytes("cat.tif"));
/// Console.WriteLine(decoded.Pixels is { } pixels ? $"{pixels.Width} x {pixels.Height}" : decoded.Reason);
/// </code>
/// </example>
public sealed class DecodedImage
{
    private DecodedImage(ImagePixels? pixels, string? reason)
    {
        Pixels = pixels;
        Reason = reason;
    }

    /// <summary>The picture; <see langword="null"/> where there is a <see cref="Reason"/>.</summary>
    public ImagePixels? Pixels { get; }

    /// <summary>Why the file cannot be used, as the end of a sentence such as "The image was not used: it is cut"; <see langword="null"/> where there are pixels.</summary>
    public string? Reason { get; }

    /// <summary>A picture.</summary>
    /// <param name="pixels">Its pixels.</param>
    /// <returns>The result.</returns>
    /// <example>
    /// <code>
    /// var decoded = DecodedImage.Of(ImagePixels.FromGray([0, 255], width: 2, height: 1));
    /// </code>
    /// </example>
    public static DecodedImage Of(ImagePixels pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return new DecodedImage(pixels, null);
    }

    /// <summary>A file that cannot be used.</summary>
    /// <param name="reason">Why, as the end of a sentence.</param>
    /// <returns>The result.</returns>
    /// <example>
    /// <code>
    /// var decoded = DecodedImage.Refused("it is cut: its data end before its last pixel");
    /// </code>
    /// </example>
    public static DecodedImage Refused(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new DecodedImage(null, reason);
    }
}
