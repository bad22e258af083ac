using System.Buffers.Binary;
using Tpt.Engine.Imaging.Encoded;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.ImageSharp.Headers;

/// <summary>Reads the header of a TGA file and counts its pixels. The format has no signature: a header that makes sense is one.</summary>
internal static class TgaHeaderReader
{
    private const int HeaderLength = 18;
    private const byte ColourMapped = 1, TrueColour = 2, Gray = 3, RunLength = 8, RunLengthPacket = 0x80;

    public static bool IsTga(ReadOnlySpan<byte> file)
    {
        if (file.Length <= HeaderLength || file[1] > 1)
        {
            return false;
        }
        var (kind, bits) = (file[2] & ~RunLength, file[16]);
        var mapBits = file[7];
        return kind switch
        {
            ColourMapped => file[1] == 1 && bits is 8 or 16 && mapBits is 15 or 16 or 24 or 32,
            TrueColour => bits is 15 or 16 or 24 or 32,
            Gray => bits is 8 or 16,
            _ => false,
        }
        && (file[2] & ~RunLength) is >= ColourMapped and <= Gray && Width(file) > 0 && Height(file) > 0;
    }

    /// <param name="file">A file that <see cref="IsTga"/>.</param>
    /// <param name="reason">Why there is no header, or <see langword="null"/>.</param>
    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        var (width, height) = (Width(file), Height(file));
        var map = file[1] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[5..]) * ((file[7] + 7) / 8) : 0;
        var start = HeaderLength + file[0] + map;
        var data = start < file.Length ? file[start..] : default;
        var (needed, pixelBytes) = ((long)width * height, (file[16] + 7) / 8);
        var there = (file[2] & RunLength) == 0 ? data.Length / pixelBytes : CountRunLength(data, pixelBytes);
        if (there < needed)
        {
            reason = Text($"its first bytes are those of no image format that is known here, or it is a TGA file of {width} x {height} pixels that ends after {there} of them");
            return null;
        }
        reason = null;
        return new ImageHeader(ImageFileFormat.Tga, width, height, ReductionMethod.AfterDecoding, ((long)pixelBytes * needed) + (64 << 10));
    }

    private static int Width(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt16LittleEndian(file[12..]);

    private static int Height(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt16LittleEndian(file[14..]);

    /// <summary>Packets: a count less one, and a bit that tells one pixel repeated from that many pixels.</summary>
    private static long CountRunLength(ReadOnlySpan<byte> data, int pixelBytes)
    {
        long pixels = 0;
        while (!data.IsEmpty)
        {
            var count = (data[0] & ~RunLengthPacket) + 1;
            var length = 1 + ((data[0] & RunLengthPacket) != 0 ? pixelBytes : count * pixelBytes);
            if (length > data.Length)
            {
                break;
            }
            pixels += count;
            data = data[length..];
        }
        return pixels;
    }
}
