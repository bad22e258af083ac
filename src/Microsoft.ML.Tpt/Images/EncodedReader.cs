using Microsoft.ML.Data;
using SkiaSharp;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Reads a column with the bytes of image files. The bytes are copied at once and decoded when the pixels are asked for.</summary>
internal sealed class EncodedReader(ValueGetter<VBuffer<byte>> getter, TptOptions options) : ImageReader
{
    private VBuffer<byte> _slot;

    protected override RowImage Read()
    {
        getter(ref _slot);
        if (_slot.Length == 0) return RowImage.None;
        var file = new byte[_slot.Length];
        _slot.CopyTo(file);
        return RowImage.Of(() => Decode(file, options.Alpha, options.ApplyExifOrientation) is { } pixels ? DecodedImage.Of(pixels) : DecodedImage.Unusable("its bytes are not those of an image, or damaged"), file.Length, 0);
    }

    /// <summary>The pixels of an encoded image, or <see langword="null"/> where it is damaged, cut short or no image.</summary>
    /// <remarks>As the reference decodes: straight alpha, and colours as stored, since a target without a colour space asks for no conversion.</remarks>
    private static ImagePixels? Decode(byte[] file, AlphaHandling alpha, bool applyExifOrientation)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null) return null;
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (codec.GetPixels(info, out var pixels) != SKCodecResult.Success) return null;
        var image = ImagePixels.FromRgba(pixels, info.Width, info.Height, alpha);
        return applyExifOrientation ? image.ApplyExifOrientation((int)codec.EncodedOrigin) : image;
    }
}
