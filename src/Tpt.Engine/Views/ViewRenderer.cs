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
    public void RenderCentre(ImagePixels image, Span<float> destination) => preprocessing.CentreView(image, _table, destination);

    /// <summary>A random view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="draw">What was drawn for the view.</param>
    /// <param name="destination">[3, size, size].</param>
    public void Render(ImagePixels image, ViewDraw draw, Span<float> destination)
    {
        var size = preprocessing.CropSize;
        if (draw.AugMix is null)
        {
            Resize(image, draw.Crop, new NormalizedSink(destination, size, _table));
            return;
        }

        var view = ArrayPool<byte>.Shared.Rent(3 * size * size);
        try
        {
            Resize(image, draw.Crop, new PlanarByteSink(view, size, size));
            AugMixer.Mix(view, size, draw.AugMix, _table, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(view);
        }
    }

    private void Resize<TSink>(ImagePixels image, RandomResizedCrop crop, TSink sink)
        where TSink : IRowSink, allows ref struct =>
        PillowResampler.ResizeToSquare(image, crop.Area, ResampleFilter.Bilinear, preprocessing.CropSize, crop.Mirror, sink);
}
