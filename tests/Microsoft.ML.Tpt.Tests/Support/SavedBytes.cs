using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tests.Support;

/// <summary>The saved state of a transformer without the archive of ML.NET around it, to be changed byte by byte.</summary>
internal static class SavedBytes
{
    public static byte[] Write(TptTransformer transformer)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        TptModelFile.Write(writer, transformer.Scorer);
        return stream.ToArray();
    }

    public static TptTransformer Read(byte[] bytes, string? folder = null) => TptModelFile.Read(new MLContext(), new StateReader(new MemoryStream(bytes), bytes.Length), folder);

    /// <summary>The length of the part with the checksum, behind which the bytes of an embedded model follow.</summary>
    public static int SealedLength(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        reader.ReadInt32();
        reader.ReadString();
        var length = reader.ReadInt32();
        return (int)reader.BaseStream.Position + length + SHA256.HashSizeInBytes;
    }

    /// <summary>A state with a checksum that is right, whatever is in it.</summary>
    public static byte[] Seal(Action<BinaryWriter> write, int format = 2)
    {
        var state = Bytes(write);
        var all = Bytes(writer =>
        {
            writer.Write(format);
            writer.Write(FormatVersion.Library);
            writer.Write(state.Length);
            writer.Write(state);
        });
        return [.. all, .. SHA256.HashData(all)];
    }

    public static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    public static void WriteClasses(BinaryWriter writer, params string[] names) => SavedClasses.Write(writer, [.. names.Select(name => new ClassPromptSet(name))]);
}
