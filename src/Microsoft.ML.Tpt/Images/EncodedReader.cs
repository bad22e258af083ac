using Microsoft.ML.Data;
using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images;

/// <summary>Reads a column with the bytes of image files. The bytes are copied at once and decoded when the pixels are asked for.</summary>
internal sealed class EncodedReader(ValueGetter<VBuffer<byte>> getter, IImageDecoder decoder, ImageDecoderOptions options) : ImageReader
{
    private VBuffer<byte> _slot;

    protected override RowImage Read()
    {
        getter(ref _slot);
        if (_slot.Length == 0)
        {
            return UnusableImage.None;
        }

        var file = new byte[_slot.Length];
        _slot.CopyTo(file);
        return new EncodedImage(file, decoder, options);
    }
}
