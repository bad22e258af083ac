using System.Buffers.Binary;
using static Tpt.Engine.Imaging.Encoded.ImageHeader;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the logical screen and the first frame of a GIF file and counts the frame's pixels.</summary>
internal static class GifHeaderReader
{
    private const byte Extension = 0x21, Frame = 0x2C;

    /// <summary>A code of 12 bits stands for at most 3,839 pixels: 2,560 in a byte.</summary>
    private const long MaxPixelsPerByte = 2_560;

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        reason = "it is damaged or cut: a GIF file without a first frame";
        if (file.Length < 13)
        {
            return null;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var position = 13 + ColourTableBytes(file[10]);
        while (position < file.Length && file[position] == Extension)
        {
            position = SkipBlocks(file, position + 2);
        }

        if (position + 11 > file.Length || file[position] != Frame)
        {
            return null;
        }

        var frame = file[(position + 1)..];
        int left = BinaryPrimitives.ReadUInt16LittleEndian(frame), top = BinaryPrimitives.ReadUInt16LittleEndian(frame[2..]);
        int frameWidth = BinaryPrimitives.ReadUInt16LittleEndian(frame[4..]), frameHeight = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);

        // The decoder enlarges a screen that the first frame does not fit on.
        width = Math.Max(width, left + frameWidth);
        height = Math.Max(height, top + frameHeight);
        if (frameWidth == 0 || frameHeight == 0)
        {
            return null;
        }

        var framePixels = (long)frameWidth * frameHeight;
        if ((long)width * height > file.Length * MaxPixelsPerByte)
        {
            reason = Text($"it announces {width} x {height} pixels, and its {file.Length} bytes cannot hold them");
            return null;
        }

        var data = position + 10 + ColourTableBytes(frame[8]);
        var pixels = data < file.Length ? LzwPixelCounter.Count(file[data..], framePixels) : 0;
        if (pixels < framePixels)
        {
            reason = Text($"its first frame has {frameWidth} x {frameHeight} pixels, and the file ends after {pixels} of them");
            return null;
        }

        reason = null;
        return new ImageHeader(ImageFileFormat.Gif, width, height, ReductionMethod.AfterDecoding, (64 << 10) + file.Length);
    }

    private static int ColourTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The position after a row of sub-blocks, each with its length before it, and their empty last one.</summary>
    private static int SkipBlocks(ReadOnlySpan<byte> file, int position)
    {
        while (position < file.Length && file[position] != 0)
        {
            position += file[position] + 1;
        }

        return position + 1;
    }
}
