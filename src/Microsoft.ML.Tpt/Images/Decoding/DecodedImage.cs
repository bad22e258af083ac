using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images.Decoding;

/// <summary>What became of an image file: its pixels, or why it has none.</summary>
internal sealed class DecodedImage
{
    private DecodedImage(ImagePixels? pixels, string? reason)
    {
        Pixels = pixels;
        Reason = reason;
    }

    /// <summary>The picture; <see langword="null"/> where there is a <see cref="Reason"/>.</summary>
    public ImagePixels? Pixels { get; }

    /// <summary>Why the file cannot be used, as the end of a sentence such as "The image was not used: ..."; <see langword="null"/> where there are pixels.</summary>
    public string? Reason { get; }

    public static DecodedImage Of(ImagePixels pixels) => new(pixels, null);

    public static DecodedImage Refused(string reason) => new(null, reason);
}
