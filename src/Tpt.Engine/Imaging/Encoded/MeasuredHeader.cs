namespace Tpt.Engine.Imaging.Encoded;

/// <summary>A file whose header was read, for a decoder to go on with.</summary>
/// <param name="header">The header.</param>
internal sealed class MeasuredHeader(ImageHeader header) : ImageMeasurement(header.DecodingBytes)
{
    public ImageHeader Header { get; } = header;
}
