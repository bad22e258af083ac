using Microsoft.ML.Data;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Images;

/// <summary>
/// Reads a column of <see cref="MLImage"/>. The stage before owns the image: it may recycle or dispose it as soon as the row
/// moves, so its pixels are copied at once, and the one slot is handed back at every row.
/// </summary>
internal sealed class BitmapReader(ValueGetter<MLImage> getter, AlphaHandling alpha, long maxPixels) : ImageReader
{
    private MLImage? _slot;

    protected override RowImage Read()
    {
        getter(ref _slot!);
        if (_slot is null)
        {
            return UnusableImage.None;
        }

        var (width, height) = (_slot.Width, _slot.Height);
        if ((long)width * height > maxPixels)
        {
            return new UnusableImage(Invariant($"it has {width} x {height} pixels, above {nameof(TptOptions.Images)}.{nameof(TptImageOptions.MaxPixels)} = {maxPixels}"));
        }
        // SkiaSharp, on which MLImage stands, decodes and creates bitmaps with premultiplied alpha; the engine notices where this one is not.
        return new PixelImage(_slot.PixelFormat == MLPixelFormat.Bgra32
            ? ImagePixels.FromBgra(_slot.Pixels, width, height, alpha, premultiplied: true)
            : ImagePixels.FromRgba(_slot.Pixels, width, height, alpha, premultiplied: true));
    }
}
