using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images;

/// <summary>A row without an image, or with one that the stage before could not read.</summary>
/// <param name="reason">Why, as a clause.</param>
internal sealed class UnusableImage(string reason) : RowImage
{
    public static UnusableImage None { get; } = new("there is no image");

    public override DecodedImage Decode() => DecodedImage.Refused(reason);
}
