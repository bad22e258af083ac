using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tpt.HubServer;

/// <summary>A file as the hub has it: small ones lie in git and are known by their blob's SHA-1, others lie in Git LFS and are known by their SHA-256.</summary>
internal sealed class ServedFile
{
    /// <summary>Endings that the hub's usual .gitattributes gives to Git LFS.</summary>
    private static readonly string[] _lfsEndings = [".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".onnx", ".model", ".zip", ".tar", ".ot"];

    private readonly Func<Stream> _open;

    private ServedFile(string name, Func<Stream> open)
    {
        (Name, _open) = (name, open);
        IsLfs = _lfsEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        using var stream = open();
        Size = stream.Length;
        Sha256 = IsLfs ? Convert.ToHexStringLower(SHA256.HashData(stream)) : null;
        var pointer = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256}\nsize {Size}\n"));
        using var inGit = IsLfs ? new MemoryStream(pointer) : open();
        BlobId = GitBlobId(inGit);
    }

    /// <summary>The path in the repository, with slashes.</summary>
    public string Name { get; }

    public long Size { get; }

    public bool IsLfs { get; }

    /// <summary>Of a file in Git LFS; null of others.</summary>
    public string? Sha256 { get; }

    /// <summary>The SHA-1 of the blob in git: of an LFS file that of its pointer.</summary>
    public string BlobId { get; }

    /// <summary>By which a client knows the content.</summary>
    public string Etag => Sha256 ?? BlobId;

    public static ServedFile FromBytes(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes, writable: false));

    public static ServedFile FromDisk(string name, string path)
        => new(name, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));

    public Stream Open() => _open();

    private static string GitBlobId(Stream content)
    {
#pragma warning disable CA5350 // Git's own hash: it names, it protects nothing.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")));
        var buffer = new byte[81920];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
