using System.Buffers.Binary;
using Tpt.Engine.Imaging.Encoded;

namespace Tpt.ImageSharp.Headers;

/// <summary>The first frame of an animated WebP file, as a file of its own: ImageSharp 2 reads still pictures only.</summary>
/// <param name="File">The frame as a WebP file.</param>
/// <param name="Left">Its first column on the canvas.</param>
/// <param name="Top">Its first row on the canvas.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
internal sealed record WebPFrame(ReadOnlyMemory<byte> File, int Left, int Top, int Width, int Height)
{
    private const byte AnimationFlag = 0x02, AlphaFlag = 0x10;
    private const int FrameHeader = 16, CanvasHeader = 10;

    /// <summary>Whether the file is as long as it says.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L <= file.Length;

    /// <summary>The first frame; <see langword="null"/> for a still picture, and where there is a reason.</summary>
    /// <param name="file">A WebP file whose header was read.</param>
    /// <param name="reason">Why an animation has no first frame, or <see langword="null"/>.</param>
    public static WebPFrame? First(ReadOnlySpan<byte> file, out string? reason)
    {
        reason = null;
        var chunks = new RiffChunks(file);
        chunks.MoveNext();
        if (!chunks.Type.SequenceEqual("VP8X"u8) || (chunks.Data[0] & AnimationFlag) == 0)
        {
            return null;
        }
        int canvasWidth = 1 + ReadUInt24(chunks.Data[4..]), canvasHeight = 1 + ReadUInt24(chunks.Data[7..]);
        while (chunks.MoveNext())
        {
            if (!chunks.Type.SequenceEqual("ANMF"u8) || chunks.Data.Length <= FrameHeader)
            {
                continue;
            }
            var data = chunks.Data;
            int left = 2 * ReadUInt24(data), top = 2 * ReadUInt24(data[3..]), width = 1 + ReadUInt24(data[6..]), height = 1 + ReadUInt24(data[9..]);
            if (left + width > canvasWidth || top + height > canvasHeight)
            {
                break;
            }
            return new WebPFrame(Still(data[FrameHeader..], width, height), left, top, width, height);
        }
        reason = "it is damaged or cut: an animated WebP file without a first frame on its canvas";
        return null;
    }

    private static byte[] Still(ReadOnlySpan<byte> frame, int width, int height)
    {
        var hasAlpha = frame.StartsWith("ALPH"u8);
        var file = new MemoryStream();
        file.Write("RIFF\0\0\0\0WEBP"u8);
        if (hasAlpha)
        {
            Span<byte> canvas = stackalloc byte[8 + CanvasHeader];
            "VP8X"u8.CopyTo(canvas);
            canvas[4] = CanvasHeader;
            canvas[8] = AlphaFlag;
            WriteUInt24(canvas[12..], width - 1);
            WriteUInt24(canvas[15..], height - 1);
            file.Write(canvas);
        }
        file.Write(frame);
        var bytes = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);

    private static void WriteUInt24(Span<byte> data, int value) => (data[0], data[1], data[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
