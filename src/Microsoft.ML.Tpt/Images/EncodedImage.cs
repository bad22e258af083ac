using Tpt.Engine.Imaging;

namespace Microsoft.ML.Tpt.Images;

/// <summary>The bytes of an image file.</summary>
internal sealed class EncodedImage(byte[] file, IImageDecoder decoder, ImageDecoderOptions options) : RowImage
{
    private ImageMeasurement? _measurement;

    public override long HeldBytes => file.Length;

    public override long Measure()
    {
        _measurement = decoder.Measure(file, options);
        return _measurement.DecodingBytes;
    }

    public override DecodedImage Decode()
    {
        var measurement = _measurement!;
        return measurement.Reason is { } reason ? DecodedImage.Refused(reason) : decoder.Decode(file, measurement, options);
    }
}
