using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>The frame header of a JPEG file.</summary>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="IsProgressive">Whether the coefficients come in several scans of growing precision.</param>
/// <param name="Components">The components in the order of the header.</param>
internal sealed record JpegFrame(int Width, int Height, bool IsProgressive, IReadOnlyList<JpegComponent> Components)
{
    private const byte Progressive = 0xC2;

    /// <summary>The minimum coded units of a scan with several components.</summary>
    public long Units => Components[0].PaddedBlocks / Components[0].BlocksInUnit;

    /// <summary>Whether a marker begins a frame: SOF0 to SOF15, without DHT, JPG and DAC, which lie between them.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    public static JpegFrame? Read(byte marker, ReadOnlySpan<byte> data, out string? reason)
    {
        if (marker > Progressive)
        {
            reason = ImageHeader.Text($"its JPEG process SOF{marker - 0xC0} (lossless, hierarchical or arithmetic coding) is not read; save it as baseline or progressive JPEG");
            return null;
        }

        reason = "it is damaged: its JPEG frame header makes no sense";
        if (data.Length < 6 || data[0] != 8)
        {
            return null;
        }

        int height = BinaryPrimitives.ReadUInt16BigEndian(data[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(data[3..]), count = data[5];
        if (height == 0 || width == 0 || count is < 1 or > 4 || data.Length < 6 + (3 * count))
        {
            return null;
        }

        var factors = new (byte Identifier, int Horizontal, int Vertical)[count];
        for (var i = 0; i < count; i++)
        {
            factors[i] = (data[6 + (3 * i)], data[7 + (3 * i)] >> 4, data[7 + (3 * i)] & 15);
            if (factors[i].Horizontal is < 1 or > 4 || factors[i].Vertical is < 1 or > 4)
            {
                return null;
            }
        }

        int maxHorizontal = factors.Max(f => f.Horizontal), maxVertical = factors.Max(f => f.Vertical);
        reason = null;
        return new JpegFrame(width, height, marker == Progressive, [.. factors.Select(f => JpegComponent.Create(f.Identifier, width, height, f.Horizontal, f.Vertical, maxHorizontal, maxVertical))]);
    }
}
