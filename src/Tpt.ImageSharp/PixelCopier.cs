using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.ImageSharp;

/// <summary>Copies the first frame of an image, whatever its pixel format, row by row.</summary>
internal sealed class PixelCopier(AlphaHandling alpha) : IImageVisitor
{
    private const int BytesPerPixel = 4;

    /// <summary>The copy, once the image was visited.</summary>
    public ImagePixels? Pixels { get; private set; }

    public void Visit<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var (width, height) = (image.Width, image.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, ImageDecoderOptions.LargestMaxPixels, nameof(image));
        var rgba = new byte[width * height * BytesPerPixel];
        var configuration = image.GetConfiguration();
        image.ProcessPixelRows(rows =>
        {
            var target = MemoryMarshal.Cast<byte, Rgba32>(rgba.AsSpan());
            for (var y = 0; y < rows.Height; y++)
            {
                PixelOperations<TPixel>.Instance.ToRgba32(configuration, rows.GetRowSpan(y), target.Slice(y * width, width));
            }
        });
        Pixels = ImagePixels.FromRgba(rgba, width, height, alpha);
    }
}
