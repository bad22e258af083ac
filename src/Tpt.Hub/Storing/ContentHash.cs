using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tpt.Hub.Storing;

/// <summary>The hash that the name of a content is: the SHA-256 of LFS files, the SHA-1 of git's blob of others.</summary>
internal sealed class ContentHash : IDisposable
{
    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    private readonly IncrementalHash? _hash;
    private readonly string _etag;

    /// <param name="etag">The name of the content. One that is no hash, as some mirrors give, promises nothing: then any content is right.</param>
    /// <param name="size">The size of the content, which git's blob begins with.</param>
    public ContentHash(string etag, long size)
    {
        _etag = etag;
        var isHash = etag.All(char.IsAsciiHexDigitLower);
        if (isHash && etag.Length == Sha256Digits)
        {
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }
        else if (isHash && etag.Length == Sha1Digits)
        {
#pragma warning disable CA5350 // Git's own hash, which the hub gives for small files.
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
            _hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        }
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash?.AppendData(bytes);

    /// <summary>Whether the bytes so far are the content. It is asked once, at the end.</summary>
    public bool IsRight() => _hash is null || Convert.ToHexStringLower(_hash.GetHashAndReset()) == _etag;

    public void Dispose() => _hash?.Dispose();
}
