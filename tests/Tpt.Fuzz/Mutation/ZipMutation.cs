using System.Buffers.Binary;
using System.IO.Compression;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes the entries of a zip, and what its directory says of them.</summary>
internal static class ZipMutation
{
    private const uint LocalHeader = 0x04034b50;
    private const uint DirectoryHeader = 0x02014b50;
    private const int MaxBomb = 20 << 20;

    /// <param name="zip">A whole zip.</param>
    /// <param name="random">The random numbers.</param>
    /// <param name="mutateContent">Changes the content of an entry by its name.</param>
    public static byte[] Mutate(byte[] zip, Pcg random, Func<string, byte[], byte[]> mutateContent)
    {
        if (random.OneIn(8))
        {
            return ByteMutation.Mutate(zip, random);
        }
        var entries = Read(zip);
        for (var rounds = 1 + random.Below(2); rounds > 0 && entries.Count > 0; rounds--)
        {
            Change(entries, random, mutateContent);
        }
        var changed = Write(entries, random.OneIn(2) ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        if (random.OneIn(4))
        {
            ChangeHeader(changed, random);
        }
        return random.OneIn(30) ? ByteMutation.Mutate(changed, random) : changed;
    }

    public static List<(string Name, byte[] Content)> Read(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return (entry.FullName, content.ToArray());
        })];
    }

    public static byte[] Write(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                var entry = archive.CreateEntry(name, level);
                // The clock is no part of an input: the same seed and number give the same bytes at any time.
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return zip.ToArray();
    }

    private static void Change(List<(string Name, byte[] Content)> entries, Pcg random, Func<string, byte[], byte[]> mutateContent)
    {
        var index = random.Below(entries.Count);
        var (name, content) = entries[index];
        switch (random.Below(10))
        {
            case 0:
                entries.RemoveAt(index);
                break;
            case 1:
                entries.Insert(random.Below(entries.Count), random.Pick(entries));
                break;
            case 2:
                entries[index] = (random.Pick<string>([name + "x", "../" + name, "/" + name, name.ToUpperInvariant(), "a", random.Pick(entries).Name]), content);
                break;
            case 3 when random.OneIn(10):
                entries[index] = (name, Enumerable.Repeat(random.Pick<byte>([0, (byte)'}', (byte)'l', (byte)random.Next()]), random.Below(MaxBomb)).ToArray());
                break;
            case 4:
                entries[index] = (name, content[..random.Below(content.Length + 1)]);
                break;
            default:
                entries[index] = (name, mutateContent(name, content));
                break;
        }
    }

    /// <summary>Sizes, method, flags, checksum and offset in one header: of an entry, or of the directory.</summary>
    private static void ChangeHeader(byte[] zip, Pcg random)
    {
        var headers = Enumerable.Range(0, Math.Max(0, zip.Length - 46))
            .Where(start => BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(start)) is LocalHeader or DirectoryHeader).ToArray();
        if (headers.Length == 0)
        {
            return;
        }
        var header = zip.AsSpan(random.Pick(headers));
        var shift = BinaryPrimitives.ReadUInt32LittleEndian(header) == DirectoryHeader ? 2 : 0;
        var (field, size) = random.Pick<(int, int)>([(6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (40, 4)]);
        var value = BitConverter.GetBytes(random.OneIn(2) ? random.Pick(Interesting.Integers) : BinaryPrimitives.ReadUInt32LittleEndian(header[(field + shift)..]) + random.Pick<long>([-1, 1, 100]));
        value.AsSpan(0, size).CopyTo(header[(field + shift)..]);
    }
}
