using System.Buffers.Binary;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the header of a PNG file and looks whether its data can hold the pixels.</summary>
internal static class PngHeaderReader
{
    /// <summary>The most bytes that one byte of a deflate stream stands for: 258 in two bits.</summary>
    private const long MaxDeflateRatio = 1032;

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        var chunks = new PngChunks(file);
        if (!chunks.MoveNext() || !chunks.Type.SequenceEqual("IHDR"u8) || chunks.Data.Length != 13)
        {
            reason = "it is damaged or cut: a PNG file without its header";
            return null;
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunks.Data), height = BinaryPrimitives.ReadUInt32BigEndian(chunks.Data[4..]);
        int depth = chunks.Data[8], samples = Samples(chunks.Data[9]);
        var isInterlaced = chunks.Data[12] != 0;
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || samples == 0 || depth is not (1 or 2 or 4 or 8 or 16))
        {
            reason = "it is damaged: its PNG header makes no sense";
            return null;
        }

        long compressed = 0;
        while (chunks.MoveNext())
        {
            if (chunks.Type.SequenceEqual("IDAT"u8))
            {
                compressed += chunks.Data.Length;
            }
        }

        // Two sides below 2^31 at 64 bits a pixel do not fit into 64 bits.
        var rowBytes = (((long)width * samples * depth) + 7) / 8;
        if ((Int128)rowBytes * height > (Int128)compressed * MaxDeflateRatio)
        {
            reason = Text($"it announces {width} x {height} pixels, and its {compressed} bytes of data cannot hold them");
            return null;
        }

        // libpng keeps two rows, SkiaSharp one more; an interlaced picture is kept whole.
        var codecRow = Math.Max(rowBytes, 4L * width);
        reason = null;
        return new ImageHeader(
            ImageFileFormat.Png, (int)width, (int)height,
            isInterlaced ? ReductionMethod.AfterDecoding : ReductionMethod.ByBands,
            isInterlaced ? codecRow * (height + 3L) : codecRow * 3);
    }

    public static int Samples(byte colourType) => colourType switch
    {
        0 or 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 0,
    };
}
