using System.Buffers.Binary;

namespace Tpt.ImageSharp.Tests;

/// <summary>Writes uncompressed TIFF files entry by entry, also such as no encoder would write.</summary>
internal static class TiffFile
{
    private const ushort Short = 3, Long = 4;

    /// <param name="rgb">Red, green, blue.</param>
    /// <param name="width">The columns.</param>
    /// <param name="height">The rows.</param>
    /// <param name="littleEndian">The order of the bytes of a number.</param>
    /// <param name="rowsPerStrip">The rows of a strip; by default all.</param>
    /// <param name="planar">Whether each colour has strips of its own.</param>
    /// <param name="orientation">The orientation, or none.</param>
    /// <param name="compression">The compressions that it announces, and the type of their numbers.</param>
    public static byte[] Encode(
        byte[] rgb, int width, int height, bool littleEndian = true, int? rowsPerStrip = null, bool planar = false, int? orientation = null, params (ushort Type, uint Value)[] compression)
    {
        const int Header = 8;
        var rows = rowsPerStrip ?? height;
        byte[][] strips = planar
            ? [.. Enumerable.Range(0, 3).SelectMany(colour => rgb.Where((_, i) => i % 3 == colour).Chunk(rows * width))]
            : [.. rgb.Chunk(rows * width * 3)];
        uint[] lengths = [.. strips.Select(strip => (uint)strip.Length)];
        uint[] offsets = [.. lengths.Select((_, i) => (uint)(Header + lengths.Take(i).Sum(length => length)))];
        var entries = new List<(ushort Tag, ushort Type, uint[] Values)>
        {
            (256, Long, [(uint)width]), (257, Long, [(uint)height]), (258, Short, [8, 8, 8]),
        };
        entries.AddRange((compression.Length == 0 ? [(Short, 1u)] : compression).Select(one => ((ushort)259, one.Type, new[] { one.Value })));
        entries.AddRange([(262, Short, [2]), (273, Long, offsets)]);
        if (orientation is { } turned)
        {
            entries.Add((274, Short, [(uint)turned]));
        }
        entries.AddRange([(277, Short, [3]), (278, Long, [(uint)rows]), (279, Long, lengths), (284, Short, [planar ? 2u : 1u])]);
        return Write(littleEndian, strips, entries);
    }

    private static byte[] Write(bool littleEndian, byte[][] strips, List<(ushort Tag, ushort Type, uint[] Values)> entries)
    {
        byte[] data = [.. strips.SelectMany(strip => strip)];
        var directory = (uint)(8 + data.Length + (data.Length & 1));
        var behind = directory + 2 + (12 * (uint)entries.Count) + 4;
        var (file, values) = (new List<byte>(), new List<byte>());
        file.AddRange(littleEndian ? "II"u8 : "MM"u8);
        file.AddRange([.. Number(42, 2), .. Number(directory, 4), .. data, .. new byte[data.Length & 1], .. Number((uint)entries.Count, 2)]);
        foreach (var (tag, type, numbers) in entries)
        {
            var size = type == Long ? 4 : 2;
            byte[] bytes = [.. numbers.SelectMany(number => Number(number, size))];
            file.AddRange([.. Number(tag, 2), .. Number(type, 2), .. Number((uint)numbers.Length, 4)]);
            file.AddRange(bytes.Length <= 4 ? [.. bytes, .. new byte[4 - bytes.Length]] : Number(behind + (uint)values.Count, 4));
            values.AddRange(bytes.Length <= 4 ? [] : bytes);
        }
        return [.. file, .. Number(0, 4), .. values];

        byte[] Number(uint value, int size)
        {
            var bytes = new byte[4];
            if (littleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
                return bytes[..size];
            }
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            return bytes[^size..];
        }
    }
}
