using System.Buffers;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>Renders single views of an image. Nothing is drawn here, so the order of the views is free. Safe for use from several threads.</summary>
internal sealed class ViewRenderer(ImagePreprocessing preprocessing)
{
    private readonly NormalizationTable _table = new(preprocessing);

    /// <summary>The deterministic view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="destination">[3, size, size].</param>
    public void RenderCentre(ImagePixels image, Span<byte> destination) => preprocessing.CentreView(image, destination);

    /// <inheritdoc cref="RenderCentre(ImagePixels, Span{byte})"/>
    public void RenderCentre(ImagePixels image, Span<float> destination) => preprocessing.CentreView(image, _table, destination);

    /// <summary>A random view without AugMix.</summary>
    /// <param name="image">The image.</param>
    /// <param name="draw">What was drawn for the view.</param>
    /// <param name="destination">[3, size, size].</param>
    public void Render(ImagePixels image, ViewDraw draw, Span<byte> destination) =>
        PillowResampler.ResizeToSquare(image, draw.Crop.Area, ResampleFilter.Bilinear, preprocessing.CropSize, draw.Crop.Mirror, new PlanarByteSink(destination, preprocessing.CropSize, preprocessing.CropSize));

    /// <summary>A random view with AugMix, which mixes numbers and not bytes.</summary>
    /// <param name="image">The image.</param>
    /// <param name="draw">What was drawn for the view.</param>
    /// <param name="augMix">What was drawn for the mixing.</param>
    /// <param name="destination">[3, size, size], normalised.</param>
    public void RenderMixed(ImagePixels image, ViewDraw draw, AugMixDraw augMix, Span<float> destination)
    {
        var size = preprocessing.CropSize;
        var view = ArrayPool<byte>.Shared.Rent(3 * size * size);
        try
        {
            Render(image, draw, view);
            AugMixer.Mix(view, size, augMix, _table, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(view);
        }
    }
}
