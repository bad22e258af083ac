using System.Security.Cryptography;
using static System.FormattableString;

namespace Tpt.Engine.Files;

/// <summary>Reads the small files of one model whole, and keeps the fingerprint of the bytes that it gave out.</summary>
internal sealed class ModelFileReader
{
    /// <summary>A configuration has some kilobytes, the index of the largest CLIP 150 kB.</summary>
    public const int MaxConfigurationBytes = 1 << 20;

    /// <summary>The tokenizer.json of CLIP's 49,408 tokens has 2 to 4 MB.</summary>
    public const int MaxTokenizerBytes = 1 << 23;

    private readonly List<ModelFile> _files = [];

    /// <summary>The files that were read, in that order.</summary>
    public IReadOnlyList<ModelFile> Files => _files;

    /// <summary>All bytes of a file; none of what is no regular file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is larger than the limit, is a Git LFS pointer or a web page in place of the file, or was shortened meanwhile.</exception>
    public byte[] Read(string path, int limit = MaxConfigurationBytes)
    {
        var bytes = ReadAll(path, limit);
        FileStart.RequireNoStandIn(path, bytes);
        _files.Add(new ModelFile(Path.GetFullPath(path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        return bytes;
    }

    /// <summary>Counts files among those of the model that another reader has read.</summary>
    public void Remember(IEnumerable<ModelFile> files) => _files.AddRange(files);

    private static byte[] ReadAll(string path, int limit)
    {
        if (RegularFile.LengthOf(path) == 0)
        {
            return [];
        }
        using var file = RegularFile.Open(path);
        if (file.Length > limit)
        {
            throw new InvalidDataException(Invariant($"'{path}' has {file.Length} bytes; a model's file of that name may have {limit}."));
        }
        var bytes = new byte[file.Length];
        file.Read(bytes, 0);
        return bytes;
    }
}
