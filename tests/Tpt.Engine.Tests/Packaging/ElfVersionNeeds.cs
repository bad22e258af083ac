using System.Buffers.Binary;
using System.Text;

namespace Tpt.Engine.Tests.Packaging;

/// <summary>Reads which symbol versions an ELF library asks of which other library (section .gnu.version_r).</summary>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;

    public static IReadOnlyList<(string Library, string Version, uint Hash)> Read(string path)
    {
        ReadOnlySpan<byte> elf = File.ReadAllBytes(path);
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3A..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3C..]);
        var needs = new List<(string, string, uint)>();
        for (var i = 0; i < count; i++)
        {
            var section = elf[(sections + i * size)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == SectionTypeVersionNeeds)
            {
                var linked = elf[(sections + (int)BinaryPrimitives.ReadUInt32LittleEndian(section[40..]) * size)..];
                var strings = elf[(int)BinaryPrimitives.ReadUInt64LittleEndian(linked[24..])..];
                var files = BinaryPrimitives.ReadUInt32LittleEndian(section[44..]);
                ReadFiles(elf[(int)BinaryPrimitives.ReadUInt64LittleEndian(section[24..])..], files, strings, needs);
            }
        }
        return needs;
    }

    /// <summary>The System V hash of a version name, which the loader compares before the name itself.</summary>
    public static uint Hash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }
        return hash;
    }

    private static void ReadFiles(ReadOnlySpan<byte> need, uint files, ReadOnlySpan<byte> strings, List<(string, string, uint)> needs)
    {
        for (; files > 0; files--)
        {
            var library = Text(strings, BinaryPrimitives.ReadUInt32LittleEndian(need[4..]));
            var version = need[(int)BinaryPrimitives.ReadUInt32LittleEndian(need[8..])..];
            for (var versions = BinaryPrimitives.ReadUInt16LittleEndian(need[2..]); versions > 0; versions--)
            {
                needs.Add((library, Text(strings, BinaryPrimitives.ReadUInt32LittleEndian(version[8..])), BinaryPrimitives.ReadUInt32LittleEndian(version)));
                version = version[(int)BinaryPrimitives.ReadUInt32LittleEndian(version[12..])..];
            }
            need = need[(int)BinaryPrimitives.ReadUInt32LittleEndian(need[12..])..];
        }
    }

    private static string Text(ReadOnlySpan<byte> strings, uint offset)
    {
        var text = strings[(int)offset..];
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
