using System.Buffers.Binary;
using System.Text;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// The entries of a zip, of which only those that are stored as they are can be read: so torch.save writes all of them. A compressed
/// entry may be a thousand times as large as the file, and is refused.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64LocatorSignature = 0x07064b50;
    private const uint End64Signature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;

    private const int EndLength = 22;
    private const int End64LocatorLength = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const ushort End64Field = 1;

    /// <summary>The end of a directory may have a comment behind it, whose length is 16 bits.</summary>
    private const int MaxEndLength = EndLength + ushort.MaxValue;

    /// <summary>An entry has about 100 bytes; a training checkpoint of 1,000 tensors has 100 kB of them.</summary>
    private const int MaxDirectoryBytes = 1 << 22;

    private readonly RegularFile _file;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(RegularFile file) => _file = file;

    /// <summary>In the order of the directory.</summary>
    public IEnumerable<string> Names => _entries.Keys;

    /// <exception cref="InvalidDataException">The file is no zip, or a broken one.</exception>
    public static ZipDirectory Read(RegularFile file)
    {
        var zip = new ZipDirectory(file);
        var (offset, length) = zip.FindDirectory();
        if (offset < 0 || length < 0 || length > file.Length || offset > file.Length - length)
        {
            throw zip.Broken("its directory is not within the file");
        }
        if (length > MaxDirectoryBytes)
        {
            throw zip.Broken(Invariant($"its directory has {length} bytes, and {MaxDirectoryBytes} are allowed"));
        }
        zip.ReadEntries(zip.ReadBytes(offset, (int)length));
        zip.RequireApart();
        return zip;
    }

    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Where an entry's bytes are in the file.</summary>
    /// <exception cref="InvalidDataException">There is no such entry, it is compressed or encrypted, or it is not within the file.</exception>
    public (long Offset, long Length) Find(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new InvalidDataException($"'{_file.Path}' has no '{Excerpt.Of(name)}'.");
        }
        if (!entry.IsStored)
        {
            throw new InvalidDataException($"'{_file.Path}': '{Excerpt.Of(name)}' is compressed or encrypted. torch.save stores its entries as they are; save it again.");
        }
        if (entry.Offset > _file.Length - LocalLength)
        {
            throw Broken($"'{Excerpt.Of(name)}' is not within the file");
        }
        var local = ReadBytes(entry.Offset, LocalLength);
        var offset = entry.Offset + LocalLength + UInt16(local, 26) + UInt16(local, 28);
        return UInt32(local, 0) == LocalSignature && entry.Length <= _file.Length - offset
            ? (offset, entry.Length)
            : throw Broken($"'{Excerpt.Of(name)}' is not within the file");
    }

    private (long Offset, long Length) FindDirectory()
    {
        var tailOffset = Math.Max(0, _file.Length - MaxEndLength);
        var tail = ReadBytes(tailOffset, (int)(_file.Length - tailOffset));
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (UInt32(tail, at) == EndSignature && UInt16(tail, at + 20) == tail.Length - at - EndLength)
            {
                return FindDirectory64(tailOffset + at) ?? (UInt32(tail, at + 16), UInt32(tail, at + 12));
            }
        }
        throw Broken("it has no directory at its end, as a download that was cut has none; fetch it again, as with 'tpt download <id>'");
    }

    /// <summary>Where numbers of 32 bits are too small, the end has a second form in front of it. PyTorch always writes it.</summary>
    private (long Offset, long Length)? FindDirectory64(long endOffset)
    {
        if (endOffset < End64LocatorLength || ReadBytes(endOffset - End64LocatorLength, End64LocatorLength) is var locator && UInt32(locator, 0) != End64LocatorSignature)
        {
            return null;
        }
        var offset = Int64(locator, 8);
        if (offset < 0 || offset > _file.Length - End64Length || ReadBytes(offset, End64Length) is var end && UInt32(end, 0) != End64Signature)
        {
            throw Broken("its directory is not within the file");
        }
        return (Int64(end, 48), Int64(end, 40));
    }

    private void ReadEntries(byte[] directory)
    {
        for (var at = 0; at < directory.Length;)
        {
            if (directory.Length - at < EntryLength || UInt32(directory, at) != EntrySignature)
            {
                throw Broken(Invariant($"its directory breaks off at byte {at}"));
            }
            var (nameLength, extraLength) = (UInt16(directory, at + 28), UInt16(directory, at + 30));
            var next = at + EntryLength + nameLength + extraLength + UInt16(directory, at + 32);
            if (next > directory.Length)
            {
                throw Broken(Invariant($"its directory breaks off at byte {at}"));
            }
            var name = Encoding.UTF8.GetString(directory, at + EntryLength, nameLength);
            if (!_entries.TryAdd(name, ReadEntry(directory.AsSpan(at, EntryLength), directory.AsSpan(at + EntryLength + nameLength, extraLength))))
            {
                throw Broken($"it has '{Excerpt.Of(name)}' twice");
            }
            at = next;
        }
    }

    /// <summary>No writer lets two entries share bytes. A forger would, to have a few bytes stand for many.</summary>
    private void RequireApart()
    {
        long end = 0;
        foreach (var (name, entry) in _entries.OrderBy(entry => entry.Value.Offset))
        {
            if (entry.Offset < end)
            {
                throw Broken($"'{Excerpt.Of(name)}' overlaps another entry");
            }
            end = entry.Offset > long.MaxValue - LocalLength - entry.Length ? long.MaxValue : entry.Offset + LocalLength + entry.Length;
        }
    }

    private ZipEntry ReadEntry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        var isEncrypted = (UInt16(entry, 8) & 1) != 0;
        var method = UInt16(entry, 10);
        // Of the numbers that do not fit into 32 bits, those in 64 follow each other in a field of their own, in this order.
        var wide = FindField(extra, End64Field);
        var length = Widen(UInt32(entry, 24), ref wide);
        var stored = Widen(UInt32(entry, 20), ref wide);
        var offset = Widen(UInt32(entry, 42), ref wide);
        return new ZipEntry(offset, stored, IsStored: method == 0 && !isEncrypted && length == stored);
    }

    private static ReadOnlySpan<byte> FindField(ReadOnlySpan<byte> extra, ushort id)
    {
        while (extra.Length >= 4 && extra.Length - 4 >= UInt16(extra, 2))
        {
            var field = extra.Slice(4, UInt16(extra, 2));
            if (UInt16(extra, 0) == id)
            {
                return field;
            }
            extra = extra[(4 + field.Length)..];
        }
        return [];
    }

    private long Widen(uint narrow, ref ReadOnlySpan<byte> wide)
    {
        if (narrow != uint.MaxValue)
        {
            return narrow;
        }
        if (wide.Length < sizeof(long) || Int64(wide, 0) < 0)
        {
            throw Broken("an entry's length or place is missing");
        }
        var number = Int64(wide, 0);
        wide = wide[sizeof(long)..];
        return number;
    }

    private byte[] ReadBytes(long offset, int length)
    {
        var bytes = new byte[length];
        _file.Read(bytes, offset);
        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private InvalidDataException Broken(string what) => new($"'{_file.Path}' is a broken zip: {what}.");
}
