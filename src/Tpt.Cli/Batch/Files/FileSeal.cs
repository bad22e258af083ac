using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// The SHA-256 of a Parquet file in the file itself: in the metadata of its footer, computed with zeros in its own place. So whoever reads the
/// file knows whether each byte of it is as it was written, and there is no second file that may be missing.
/// </summary>
internal static class FileSeal
{
    /// <summary>The key of the metadata.</summary>
    public const string Key = "tpt.sha256";

    private const int Digits = 64;
    private const int TailLength = 8;
    private const int Buffer = 1 << 20;

    /// <summary>Thrift's compact protocol: the second field of a struct, a text, of 64 bytes.</summary>
    private static readonly byte[] _mark = [.. Encoding.ASCII.GetBytes(Key), 0x18, Digits];

    private static readonly byte[] _zeros = Encoding.ASCII.GetBytes(Empty);

    /// <summary>What stands in the place of the digits until the file is written.</summary>
    public static string Empty => new('0', Digits);

    /// <summary>Writes the digits into a whole file that has <see cref="Empty"/> under <see cref="Key"/>.</summary>
    public static void Put(Stream file)
    {
        var at = Find(file) ?? throw new InvalidOperationException("The Parquet file has no place for its SHA-256.");
        var sha256 = Hash(file, at);
        file.Position = at;
        file.Write(Encoding.ASCII.GetBytes(sha256));
        file.Position = file.Length;
    }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or not as it was written.</exception>
    public static void Check(Stream file, string path)
    {
        if (Find(file) is not { } at)
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' is no whole file of results.");
        }
        var digits = new byte[Digits];
        file.Position = at;
        file.ReadExactly(digits);
        if (Hash(file, at) != Encoding.ASCII.GetString(digits))
        {
            throw new InvalidDataException($"'{CellText.Quoted(path)}' was changed or damaged: its bytes are not those of its SHA-256.");
        }
    }

    /// <summary>The place of the digits; null where there is none.</summary>
    private static long? Find(Stream file)
    {
        if (file.Length < TailLength)
        {
            return null;
        }
        var tail = new byte[TailLength];
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8) || length > file.Length - TailLength || length > Array.MaxLength)
        {
            return null;
        }
        var start = file.Length - TailLength - length;
        var footer = new byte[length];
        file.Position = start;
        file.ReadExactly(footer);
        // The last one: names of pictures stand in the footer too, before the metadata.
        var at = footer.AsSpan().LastIndexOf(_mark);
        return at < 0 || at + _mark.Length + Digits > footer.Length ? null : start + at + _mark.Length;
    }

    private static string Hash(Stream file, long at)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = 0;
        Append(file, hash, at);
        hash.AppendData(_zeros);
        file.Position = at + Digits;
        Append(file, hash, file.Length - file.Position);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(Stream file, IncrementalHash hash, long count)
    {
        var buffer = new byte[Math.Min(count, Buffer)];
        while (count > 0)
        {
            var some = (int)Math.Min(count, buffer.Length);
            file.ReadExactly(buffer, 0, some);
            hash.AppendData(buffer, 0, some);
            count -= some;
        }
    }
}
