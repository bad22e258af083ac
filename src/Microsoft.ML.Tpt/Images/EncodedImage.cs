using Microsoft.ML.Tpt.Images.Decoding;

namespace Microsoft.ML.Tpt.Images;

/// <summary>The bytes of an image file.</summary>
internal sealed class EncodedImage(byte[] file, ImageDecoderOptions options) : RowImage
{
    private ImageHeader? _header;
    private string? _reason;

    public override long HeldBytes => file.Length;

    public override long Measure()
    {
        _header = SkiaImageDecoder.ReadHeader(file, options, out _reason);
        return _header?.DecodingBytes ?? 0;
    }

    public override DecodedImage Decode() => _header is null ? DecodedImage.Refused(_reason!) : SkiaImageDecoder.Decode(file, _header, options);
}
