using System.Buffers.Binary;

namespace Tpt.ImageSharp.Headers;

/// <summary>The unsigned whole numbers of a TIFF file's first directory, by their tags.</summary>
internal sealed class TiffDirectory
{
    private const ushort Byte = 1, Short = 3, Long = 4;
    private const int EntryLength = 12, ValueOffset = 8;

    private readonly Dictionary<ushort, uint[]> _values = [];

    private TiffDirectory()
    {
    }

    /// <summary>The directory; <see langword="null"/> where it does not lie in the file, or has a tag twice.</summary>
    /// <param name="file">A file with the signature of TIFF.</param>
    public static TiffDirectory? Read(ReadOnlySpan<byte> file)
    {
        var isLittleEndian = file[0] == 'I';
        if (file.Length < 8 || UInt32(file, 4, isLittleEndian) is var offset && offset > file.Length - 2)
        {
            return null;
        }
        var directory = new TiffDirectory();
        int count = UInt16(file, (int)offset, isLittleEndian);
        for (var at = offset + 2L; count > 0; count--, at += EntryLength)
        {
            if (at + EntryLength > file.Length)
            {
                return null;
            }
            var (tag, type, values) = (UInt16(file, (int)at, isLittleEndian), UInt16(file, (int)at + 2, isLittleEndian), UInt32(file, (int)at + 4, isLittleEndian));
            if (directory._values.ContainsKey(tag))
            {
                // Of two values a decoder may take the other one.
                return null;
            }
            directory._values[tag] = [];
            var size = type switch { Byte => 1, Short => 2, Long => 4, _ => 0 };
            if (size == 0)
            {
                continue;
            }
            var start = (long)values * size <= 4 ? at + ValueOffset : UInt32(file, (int)at + ValueOffset, isLittleEndian);
            if (start + ((long)values * size) <= file.Length)
            {
                directory._values[tag] = Values(file, (int)start, (int)values, size, isLittleEndian);
            }
        }
        return directory;
    }

    /// <summary>Whether the tag is there, as a whole number or as anything else.</summary>
    public bool Has(ushort tag) => _values.ContainsKey(tag);

    /// <summary>The first value; <see langword="null"/> where there is none.</summary>
    public uint? Single(ushort tag) => _values.GetValueOrDefault(tag) is [var value, ..] ? value : null;

    /// <summary>Every value; <see langword="null"/> where there is none.</summary>
    public uint[]? All(ushort tag) => _values.GetValueOrDefault(tag) is { Length: > 0 } values ? values : null;

    private static uint[] Values(ReadOnlySpan<byte> file, int start, int count, int size, bool isLittleEndian)
    {
        var values = new uint[count];
        for (var i = 0; i < count; i++)
        {
            var at = start + (i * size);
            values[i] = size switch { 1 => file[at], 2 => UInt16(file, at, isLittleEndian), _ => UInt32(file, at, isLittleEndian) };
        }
        return values;
    }

    private static ushort UInt16(ReadOnlySpan<byte> file, int at, bool isLittleEndian)
        => isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt16BigEndian(file[at..]);

    private static uint UInt32(ReadOnlySpan<byte> file, int at, bool isLittleEndian)
        => isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
}
