using Microsoft.ML.Data;
using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>Reads a column with the bytes of image files. The bytes are copied at once and decoded when the pixels are asked for.</summary>
internal sealed class EncodedReader(string columnName, ValueGetter<VBuffer<byte>> getter, ImageDecoderOptions options) : ImageReader(columnName)
{
    private VBuffer<byte> _slot;

    protected override Func<ImagePixels?>? Read()
    {
        getter(ref _slot);
        if (_slot.Length == 0) return null;
        var file = new byte[_slot.Length];
        _slot.CopyTo(file);
        return () => SkiaImageDecoder.Decode(file, options).Pixels;
    }
}
