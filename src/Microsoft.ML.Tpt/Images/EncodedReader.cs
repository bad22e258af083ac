using Microsoft.ML.Data;
using SkiaSharp;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Reads a column with the bytes of image files. The bytes are copied at once and decoded when the pixels are asked for.</summary>
internal sealed class EncodedReader(string columnName, ValueGetter<VBuffer<byte>> getter, AlphaHandling alpha, bool applyExifOrientation) : ImageReader(columnName)
{
    private VBuffer<byte> _slot;

    protected override Func<ImagePixels?>? Read()
    {
        getter(ref _slot);
        if (_slot.Length == 0) return null;
        var file = new byte[_slot.Length];
        _slot.CopyTo(file);
        return () => Decode(file, alpha, applyExifOrientation);
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
