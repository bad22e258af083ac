using Microsoft.ML.Data;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>
/// Reads a column of <see cref="MLImage"/>. The stage before owns the image: it may recycle or dispose it as soon as the row
/// moves, so its pixels are copied at once, and the one slot is handed back at every row.
/// </summary>
internal sealed class BitmapReader(string columnName, ValueGetter<MLImage> getter, AlphaHandling alpha) : ImageReader(columnName)
{
    private MLImage? _slot;

    protected override Func<ImagePixels?>? Read()
    {
        getter(ref _slot!);
        if (_slot is null) return null;
        // SkiaSharp, on which MLImage stands, decodes and creates bitmaps with premultiplied alpha.
        var pixels = _slot.PixelFormat == MLPixelFormat.Bgra32
            ? ImagePixels.FromBgra(_slot.Pixels, _slot.Width, _slot.Height, alpha, premultiplied: true)
            : ImagePixels.FromRgba(_slot.Pixels, _slot.Width, _slot.Height, alpha, premultiplied: true);
        return () => pixels;
    }
}
