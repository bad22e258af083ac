using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Tpt.Fuzz.Corpus;

/// <summary>PNG files of every colour type and depth, interlaced or not, which encoders seldom write.</summary>
internal static class PngBuilder
{
    private const int Palette = 3;

    private static readonly (int X, int Y, int StepX, int StepY)[] _adam7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static readonly uint[] _crcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (crc, _) => (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320))];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="colourType">0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA.</param>
    /// <param name="interlaced">Whether it is in Adam7's seven passes.</param>
    public static byte[] Build(int width, int height, byte depth, byte colourType, bool interlaced)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colourType, interlaced ? (byte)1 : (byte)0);
        var bits = depth * colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var passes = interlaced ? _adam7 : [(0, 0, 1, 1)];
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var (x, y, stepX, stepY) in passes)
            {
                var (columns, rows) = ((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
                for (var row = 0; row < rows && columns > 0; row++)
                {
                    zlib.WriteByte(0);
                    zlib.Write([.. Enumerable.Range(0, ((columns * bits) + 7) / 8).Select(i => (byte)((31 * row) + (7 * i)))]);
                }
            }
        }
        List<(string, byte[])> chunks = [("IHDR", header)];
        if (colourType == Palette)
        {
            chunks.Add(("PLTE", [.. Enumerable.Range(0, 3 << depth).Select(i => (byte)(37 * i))]));
            chunks.Add(("tRNS", [0, 128]));
        }
        return Join([.. chunks, ("IDAT", compressed.ToArray()), ("IEND", [])]);
    }

    public static byte[] Join(IEnumerable<(string Type, byte[] Data)> chunks)
        => [.. Signature, .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Data))];

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ~chunk[4..^4].Aggregate(uint.MaxValue, (crc, value) => _crcTable[(byte)(crc ^ value)] ^ (crc >> 8)));
        return chunk;
    }
}
