using System.Security.Cryptography;

namespace Microsoft.ML;

/// <summary>The CLIP model inside a saved transformer: written from its files, and unpacked to a folder that is named by its fingerprint.</summary>
/// <remarks>Format: fingerprint (string), number of files (int), and for each its name (string), length (long) and bytes.</remarks>
internal static class EmbeddedModel
{
    public static void Write(BinaryWriter writer, ModelSource source)
    {
        writer.Write(ModelFiles.Fingerprint(source));
        var files = ModelFiles.List(source);
        writer.Write(files.Length);
        foreach (var file in files)
        {
            using var stream = file.OpenRead();
            writer.Write(file.Name);
            writer.Write(stream.Length);
            writer.Flush();
            stream.CopyTo(writer.BaseStream);
        }
    }

    /// <summary>Reads the files and gives the folder that has them. A folder that is there already is used, once its fingerprint is verified.</summary>
    public static string Unpack(BinaryReader reader, string cacheFolder)
    {
        var fingerprint = reader.ReadString();
        if (fingerprint.Length != 64 || !fingerprint.All(char.IsAsciiHexDigitLower))
            throw new InvalidDataException("The saved model is damaged: the fingerprint of its CLIP model is not a SHA-256.");
        var target = Path.Combine(cacheFolder, fingerprint);
        if (Directory.Exists(target) && ModelFiles.Fingerprint(new ModelSource(target)) == fingerprint)
        {
            ReadFiles(reader, (_, length) => Skip(reader.BaseStream, length));
            return target;
        }

        var staging = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(staging);
        try
        {
            var found = WriteFiles(reader, staging);
            if (found != fingerprint)
                throw new InvalidDataException($"The saved model is damaged: the SHA-256 of its CLIP model is {found}, and it should be {fingerprint}.");
            Publish(staging, target, fingerprint);
            return target;
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    private static string WriteFiles(BinaryReader reader, string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadFiles(reader, (name, length) =>
        {
            ModelFiles.AppendHeader(hash, name, length);
            using var file = File.Create(Path.Combine(folder, name));
            ModelFiles.Copy(reader.BaseStream, length, hash, file);
        });
        return ModelFiles.ToHexadecimal(hash);
    }

    /// <summary>Gives the finished folder its name. Another process may have done so first, or have left a damaged one.</summary>
    private static void Publish(string staging, string target, string fingerprint)
    {
        if (Directory.Exists(target) && ModelFiles.Fingerprint(new ModelSource(target)) != fingerprint) Directory.Delete(target, recursive: true);
        try
        {
            Directory.Move(staging, target);
        }
        catch (IOException) when (Directory.Exists(target) && ModelFiles.Fingerprint(new ModelSource(target)) == fingerprint)
        {
        }
    }

    private static void ReadFiles(BinaryReader reader, Action<string, long> readFile)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny('/', '\\', ':') >= 0)
                throw new InvalidDataException($"The saved model is damaged: '{name}' is not the name of a file.");
            readFile(name, reader.ReadInt64());
        }
    }

    private static void Skip(Stream stream, long length)
    {
        if (stream.CanSeek)
        {
            stream.Seek(length, SeekOrigin.Current);
            return;
        }
        var buffer = new byte[1 << 16];
        while (length > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, length));
            if (read == 0) throw new EndOfStreamException("The saved model ends before its last file does.");
            length -= read;
        }
    }
}
