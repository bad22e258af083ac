using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images;

/// <summary>An image whose pixels were in memory.</summary>
internal sealed class PixelImage(ImagePixels pixels) : RowImage
{
    private const int BytesPerPixel = 4;

    public override long HeldBytes => (long)pixels.Width * pixels.Height * BytesPerPixel;

    public override DecodedImage Decode() => DecodedImage.Of(pixels);
}
