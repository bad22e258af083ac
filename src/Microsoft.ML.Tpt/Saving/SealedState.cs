using System.Security.Cryptography;
using System.Text;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>A saved state with its checksum: what was written is what is read, or an error. From format 2 on.</summary>
/// <remarks>Format: <see cref="FormatVersion"/>, the length of the state (int), the state, and the SHA-256 of all of these (32 bytes).</remarks>
internal static class SealedState
{
    /// <param name="writer">Where the state goes.</param>
    /// <param name="format">The version of the state's format.</param>
    /// <param name="write">Writes the state.</param>
    /// <param name="read">Reads it again, so that nothing is saved that could not be loaded.</param>
    /// <exception cref="InvalidOperationException">The state is one that could not be loaded.</exception>
    public static void Write(BinaryWriter writer, int format, Action<BinaryWriter> write, Action<StateReader, FormatVersion> read)
    {
        var version = new FormatVersion(format, FormatVersion.Library);
        using var buffer = new MemoryStream();
        using (var state = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            write(state);
        }

        buffer.Position = 0;
        try
        {
            if (buffer.Length > StateReader.Limit)
            {
                throw new InvalidDataException(Invariant($"its state takes {buffer.Length} bytes; at most {StateReader.Limit} can be read."));
            }

            read(new StateReader(buffer, buffer.Length), version);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidOperationException($"The model cannot be saved, since it could not be loaded: {exception.Message}", exception);
        }
        var bytes = buffer.ToArray();
        version.Write(writer);
        writer.Write(bytes.Length);
        writer.Write(bytes);
        writer.Write(Hash(version, bytes));
    }

    /// <summary>Opens the state behind its <see cref="FormatVersion"/>, once its checksum is verified. The outer reader then stands behind it.</summary>
    /// <exception cref="InvalidDataException">The state is damaged.</exception>
    public static StateReader Open(StateReader reader, FormatVersion version)
    {
        var bytes = reader.ReadBytes(reader.ReadInt32("the length of its state"), "its state");
        var expected = reader.ReadBytes(SHA256.HashSizeInBytes, "its checksum");
        var found = Hash(version, bytes);
        return found.AsSpan().SequenceEqual(expected)
            ? new StateReader(new MemoryStream(bytes, writable: false), bytes.Length)
            : throw new InvalidDataException($"The saved model is damaged: its state has the SHA-256 {Convert.ToHexStringLower(found)}, and it should be {Convert.ToHexStringLower(expected)}.");
    }

    private static byte[] Hash(FormatVersion version, byte[] state)
    {
        using var all = new MemoryStream();
        using var writer = new BinaryWriter(all);
        version.Write(writer);
        writer.Write(state.Length);
        writer.Flush();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(all.ToArray());
        hash.AppendData(state);
        return hash.GetHashAndReset();
    }
}
