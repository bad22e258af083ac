using Tpt.Cli.Reports;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Tpt.Cli.Explanation;

/// <summary>Views as pictures again.</summary>
/// <param name="views">The views, normalised.</param>
/// <param name="preprocessing">How they were normalised.</param>
internal sealed class ViewPictures(ViewBatch views, ImagePreprocessing preprocessing)
{
    private const int Channels = 3;
    private const int BytesPerPixel = 4;

    /// <summary>A view as a data URI, with at most so many pixels a side.</summary>
    public string Uri(int view, int longestSide) => Thumbnail.Of(Rgba(view), views.Size, views.Size, longestSide);

    /// <returns>[size, size, 4]; the last byte is 255.</returns>
    public byte[] Rgba(int view)
    {
        var plane = views.Size * views.Size;
        var pixels = new float[Channels * plane];
        views.CopyTo(view, pixels);
        var rgba = new byte[plane * BytesPerPixel];
        for (var pixel = 0; pixel < plane; pixel++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                // x = (byte * rescale - mean) / std
                var value = (pixels[channel * plane + pixel] * preprocessing.Std[channel] + preprocessing.Mean[channel]) / preprocessing.RescaleFactor;
                rgba[pixel * BytesPerPixel + channel] = (byte)Math.Clamp(Math.Round(value), 0, byte.MaxValue);
            }
            rgba[pixel * BytesPerPixel + Channels] = byte.MaxValue;
        }
        return rgba;
    }
}
