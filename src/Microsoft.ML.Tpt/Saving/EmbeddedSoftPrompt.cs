using System.Security.Cryptography;

namespace Microsoft.ML;

/// <summary>The file of a soft prompt inside a saved transformer. It is small, so it is always in the saved file, wherever the CLIP model is.</summary>
/// <remarks>Format: whether there is one (bool), and if so the extension of its name (string), its length (int) and bytes.</remarks>
internal static class EmbeddedSoftPrompt
{
    public static void Write(BinaryWriter writer, string? path, byte[]? file)
    {
        writer.Write(file is not null);
        if (file is null) return;
        writer.Write(Path.GetExtension(path)!);
        writer.Write(file.Length);
        writer.Write(file);
    }

    /// <summary>Reads the file and gives the path to which it is unpacked, or <see langword="null"/> where there is none.</summary>
    public static string? Unpack(BinaryReader reader, string cacheFolder)
    {
        if (!reader.ReadBoolean()) return null;
        var extension = reader.ReadString();
        if (extension.AsSpan().IndexOfAny('/', '\\', ':') >= 0)
            throw new InvalidDataException($"The saved model is damaged: '{extension}' is not the extension of a file's name.");
        var file = reader.ReadBytes(reader.ReadInt32());
        Directory.CreateDirectory(cacheFolder);
        var target = Path.Combine(cacheFolder, $"{Convert.ToHexStringLower(SHA256.HashData(file))}{extension}");
        if (File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(file)) return target;
        var staging = $"{target}.{Guid.NewGuid():N}";
        File.WriteAllBytes(staging, file);
        File.Move(staging, target, overwrite: true);
        return target;
    }
}
