using System.Security.Cryptography;

namespace Tpt.Engine.Checkpoints;

/// <summary>Reads the small files of one model whole, and keeps the fingerprint of the bytes that it gave out.</summary>
internal sealed class ModelFileReader
{
    /// <summary>The largest real one, the tokenizer.json of CLIP's 49,408 tokens, has 4 MB.</summary>
    public const int MaxBytes = 1 << 24;

    private readonly List<ModelFile> _files = [];

    /// <summary>The files that were read, in that order.</summary>
    public IReadOnlyList<ModelFile> Files => _files;

    /// <summary>All bytes of a file; none of what is no regular file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is larger than <see cref="MaxBytes"/>, or was shortened meanwhile.</exception>
    public byte[] Read(string path)
    {
        var bytes = ReadAll(path);
        _files.Add(new ModelFile(Path.GetFullPath(path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        return bytes;
    }

    private static byte[] ReadAll(string path)
    {
        if (RegularFile.LengthOf(path) == 0)
        {
            return [];
        }
        using var file = RegularFile.Open(path);
        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"'{path}' has {file.Length} bytes; a model's configuration or tokenizer has at most {MaxBytes}.");
        }
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
