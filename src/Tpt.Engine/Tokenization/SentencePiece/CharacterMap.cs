using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>
/// What a SentencePiece model writes characters as before it splits a text: <c>precompiled_charsmap</c>, in most models NFKC with more kinds
/// of white space. It is a double-array trie (Aoe 1989) of texts in UTF-8, in front of the texts that they become. Read here because
/// Microsoft.ML.Tokenizers 2.0.1 keeps characters that the map deletes, and trusts the numbers of the trie.
/// </summary>
internal sealed class CharacterMap
{
    /// <summary>NFKC writes U+FDFA as 18 characters of 33 bytes, and no character as more.</summary>
    private const int LongestReplacement = 255;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] units, byte[] replacements) => (_units, _replacements) = (units, replacements);

    /// <summary>Leaves every text as it is.</summary>
    public static CharacterMap Identity { get; } = new([], []);

    /// <param name="bytes">The length of the trie in bytes (4 bytes, little-endian), the trie, and texts that each end with a zero. Or nothing at all.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">It is none of that.</exception>
    public static CharacterMap Read(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.IsEmpty)
        {
            return Identity;
        }
        var length = bytes.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        if (length is 0 || length % sizeof(uint) != 0 || length > bytes.Length - sizeof(uint))
        {
            throw new InvalidDataException($"'{path}': precompiled_charsmap is damaged: its trie does not fit into it.");
        }
        var trie = bytes.Slice(sizeof(uint), (int)length);
        var units = new uint[trie.Length / sizeof(uint)];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(trie[(i * sizeof(uint))..]);
        }
        var replacements = bytes[(sizeof(uint) + (int)length)..];
        for (var rest = replacements; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)0);
            rest = end is >= 0 and <= LongestReplacement && Utf8.IsValid(rest[..end]) ? rest[(end + 1)..] : throw new InvalidDataException($"'{path}': precompiled_charsmap is damaged: what characters become is no text.");
        }
        return new CharacterMap(units, replacements.ToArray());
    }

    /// <summary>Writes a text with the map: from left to right, the longest text that the map has first.</summary>
    public string Apply(string text)
    {
        if (_units.Length == 0)
        {
            return text;
        }
        var utf8 = Encoding.UTF8.GetBytes(text);
        var written = new List<byte>(utf8.Length);
        for (var at = 0; at < utf8.Length;)
        {
            var rest = utf8.AsSpan(at);
            var (length, replacement) = Longest(rest);
            if (length == 0)
            {
                _ = Rune.DecodeFromUtf8(rest, out _, out length);
                written.AddRange(rest[..length]);
            }
            else
            {
                written.AddRange(_replacements.AsSpan(replacement, _replacements.AsSpan(replacement).IndexOf((byte)0)));
            }
            at += length;
        }
        return Encoding.UTF8.GetString([.. written]);
    }

    /// <summary>The longest text of the trie that the rest begins with, and where its replacement stands; length 0 where there is none.</summary>
    private (int Length, int Replacement) Longest(ReadOnlySpan<byte> rest)
    {
        var found = (Length: 0, Replacement: 0);
        var node = Offset(_units[0]);
        for (var i = 0; i < rest.Length; i++)
        {
            node ^= rest[i];
            if (node >= _units.Length || Label(_units[node]) != rest[i])
            {
                break;
            }
            var (hasLeaf, next) = (HasLeaf(_units[node]), node ^ Offset(_units[node]));
            if (hasLeaf && next < _units.Length && Value(_units[next]) < _replacements.Length)
            {
                found = (i + 1, (int)Value(_units[next]));
            }
            node = next;
        }
        return found;
    }

    // A unit of Darts-clone: the byte that leads here in bits 0 to 7 (with bit 31 it is a leaf), whether a leaf hangs on it in bit 8, and
    // the offset to what it leads to in bits 10 to 30, in steps of 256 where bit 9 is set. The other 31 bits of a leaf are its value.
    private static uint Label(uint unit) => unit & 0x8000_00FF;

    private static bool HasLeaf(uint unit) => (unit >> 8 & 1) == 1;

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);

    private static uint Value(uint unit) => unit & 0x7FFF_FFFF;
}
