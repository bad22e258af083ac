using System.Buffers.Binary;
using System.IO.Compression;
using Tpt.Engine.Imaging.Encoded;

namespace Tpt.ImageSharp.Headers;

/// <summary>Counts the bytes that a PNG file's data inflate to: ImageSharp leaves the rows black that a cut file does not have.</summary>
internal static class PngDataReader
{
    private const int BlockSize = 1 << 16;

    /// <summary>Adam7's passes: first column and row, then the steps.</summary>
    private static readonly (int Left, int Top, int StepX, int StepY)[] _passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>What is missing, as the end of a sentence; <see langword="null"/> where every row is there.</summary>
    /// <param name="file">A PNG file whose header was read.</param>
    public static string? Missing(ReadOnlySpan<byte> file)
    {
        var chunks = new PngChunks(file);
        chunks.MoveNext();
        var needed = Needed(chunks.Data);
        using var data = new MemoryStream();
        while (chunks.MoveNext() && !chunks.Type.SequenceEqual("IEND"u8))
        {
            if (chunks.Type.SequenceEqual("IHDR"u8))
            {
                // ImageSharp takes the last one, whose sides nobody has measured.
                return "it is damaged: a PNG file has one header, and it has several";
            }
            if (chunks.Type.SequenceEqual("IDAT"u8))
            {
                data.Write(chunks.Data);
            }
        }
        data.Position = 0;
        var inflated = Inflate(data, needed);
        return inflated < needed ? ImageHeader.Text($"it is cut or damaged: its data end before its last pixel, after {inflated} of {needed} bytes") : null;
    }

    /// <summary>The bytes of all rows, each with the byte of its filter.</summary>
    private static long Needed(ReadOnlySpan<byte> header)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        var bits = header[8] * PngHeaderReader.Samples(header[9]);
        if (header[12] == 0)
        {
            return height * (1 + (((width * bits) + 7) / 8));
        }
        long sum = 0;
        foreach (var (left, top, stepX, stepY) in _passes)
        {
            long columns = (width - left + stepX - 1) / stepX, rows = (height - top + stepY - 1) / stepY;
            sum += columns > 0 && rows > 0 ? rows * (1 + (((columns * bits) + 7) / 8)) : 0;
        }
        return sum;
    }

    private static long Inflate(Stream compressed, long enough)
    {
        using var stream = new ZLibStream(compressed, CompressionMode.Decompress);
        var block = new byte[BlockSize];
        long sum = 0;
        try
        {
            while (sum < enough && stream.Read(block) is > 0 and var read)
            {
                sum += read;
            }
        }
        // What does not inflate is not there: the count so far says so. zlib's own errors are an IOException; the stream is memory.
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return sum;
        }
        return sum;
    }
}
