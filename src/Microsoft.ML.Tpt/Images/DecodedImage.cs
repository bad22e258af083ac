using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>What decoding an image gives: its pixels, or the reason why there are none.</summary>
/// <param name="Pixels">The pixels.</param>
/// <param name="Reason">The reason, as a clause.</param>
internal readonly record struct DecodedImage(ImagePixels? Pixels, string? Reason)
{
    public static DecodedImage Of(ImagePixels pixels) => new(pixels, null);

    public static DecodedImage Unusable(string reason) => new(null, reason);
}
