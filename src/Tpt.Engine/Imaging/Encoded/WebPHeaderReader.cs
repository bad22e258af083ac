using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Reads the sides and the kind of a WebP file.</summary>
internal static class WebPHeaderReader
{
    private const int AnimationFlag = 0x02, AlphaFlag = 0x10;

    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        reason = "it is damaged or cut: its WebP header makes no sense";
        var chunks = new RiffChunks(file);
        if (!chunks.MoveNext())
        {
            return null;
        }

        if (chunks.Type.SequenceEqual("VP8 "u8) && Lossy(chunks.Data) is { } lossy)
        {
            reason = null;
            return Create(lossy.Width, lossy.Height, isLossless: false, hasAlpha: false, isAnimated: false);
        }

        if (chunks.Type.SequenceEqual("VP8L"u8) && Lossless(chunks.Data) is { } lossless)
        {
            reason = null;
            return Create(lossless.Width, lossless.Height, isLossless: true, hasAlpha: true, isAnimated: false);
        }

        if (!chunks.Type.SequenceEqual("VP8X"u8) || chunks.Data.Length < 10)
        {
            return null;
        }

        int flags = chunks.Data[0], width = 1 + ReadUInt24(chunks.Data[4..]), height = 1 + ReadUInt24(chunks.Data[7..]);
        var isLossless = false;
        while (chunks.MoveNext())
        {
            if (chunks.Type.SequenceEqual("VP8L"u8))
            {
                isLossless = true;
            }
        }

        reason = null;
        return Create(width, height, isLossless, (flags & AlphaFlag) != 0, (flags & AnimationFlag) != 0);
    }

    /// <summary>The sides that the first picture inside announces, which should be those of the canvas or frame around it; <see langword="null"/> where there is none.</summary>
    public static (int Width, int Height)? PictureSides(ReadOnlySpan<byte> file)
    {
        var chunks = new RiffChunks(file);
        while (chunks.MoveNext())
        {
            if (chunks.Type.SequenceEqual("VP8 "u8))
            {
                return Lossy(chunks.Data);
            }
            if (chunks.Type.SequenceEqual("VP8L"u8))
            {
                return Lossless(chunks.Data);
            }
        }
        return null;
    }

    private static ImageHeader Create(int width, int height, bool isLossless, bool hasAlpha, bool isAnimated)
    {
        // libwebp keeps a lossless picture whole, four bytes a pixel, and the alpha of a lossy one with its own lossless picture.
        var pixels = (long)width * height;
        var kept = (isLossless || isAnimated ? 4 * pixels : 0) + (hasAlpha && !isLossless ? 5 * pixels : 0);
        return new ImageHeader(
            ImageFileFormat.WebP, width, height,
            isAnimated ? ReductionMethod.AfterDecoding : ReductionMethod.InCodec,
            kept + (256L * width) + (1 << 20));
    }

    /// <summary>RFC 6386, 9.1: three bytes of frame tag, the start code, then two sides of 14 bits.</summary>
    private static (int Width, int Height)? Lossy(ReadOnlySpan<byte> data)
    {
        if (data.Length < 10 || data[3..6] is not [0x9D, 0x01, 0x2A])
        {
            return null;
        }

        int width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF;
        return width > 0 && height > 0 ? (width, height) : null;
    }

    /// <summary>The signature 0x2F, then two sides of 14 bits, each less one.</summary>
    private static (int Width, int Height)? Lossless(ReadOnlySpan<byte> data)
    {
        if (data.Length < 5 || data[0] != 0x2F)
        {
            return null;
        }

        var sides = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return (1 + (int)(sides & 0x3FFF), 1 + (int)((sides >> 14) & 0x3FFF));
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);
}
