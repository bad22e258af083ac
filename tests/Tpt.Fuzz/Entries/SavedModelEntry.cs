using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML;

namespace Tpt.Fuzz.Entries;

/// <summary>Saved models: how one is written so that a crash leaves the old file, and how a state that was changed on purpose gets its checksum again.</summary>
internal static class SavedModelEntry
{
    /// <summary>What the state of this library begins with, behind the number of its format.</summary>
    public static ReadOnlySpan<byte> StateMark => "Microsoft.ML.Tpt 0"u8;

    public static void Save(MLContext context, ITransformer model, DataViewSchema schema, string path) => context.Model.SaveTo(model, schema, path);

    /// <summary>The state as if it had been written like this, with the SHA-256 of all that stands in front of it: format, library, length and state.</summary>
    public static byte[] Reseal(byte[] state)
    {
        // The format (int), the library's name with its length in a byte, the length of the state (int).
        if (state.Length <= sizeof(int))
        {
            return state;
        }

        var lengthAt = sizeof(int) + 1 + state[sizeof(int)];
        if (lengthAt + sizeof(int) > state.Length)
        {
            return state;
        }

        var sealedBytes = lengthAt + sizeof(int) + (long)BinaryPrimitives.ReadInt32LittleEndian(state.AsSpan(lengthAt));
        if (sealedBytes < 0 || sealedBytes + SHA256.HashSizeInBytes > state.Length)
        {
            return state;
        }

        byte[] resealed = [.. state];
        SHA256.HashData(resealed.AsSpan(0, (int)sealedBytes), resealed.AsSpan((int)sealedBytes));
        return resealed;
    }
}
