using System.Security.Cryptography;
using System.Text.Json;

namespace Tpt.Cli.Batch.Manifests;

/// <summary>The SHA-256 over the rows of a shard, so that a worker reads and checks its own rows and no others.</summary>
internal sealed class ManifestDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public static string Of(IEnumerable<ManifestRow> rows)
    {
        using var digest = new ManifestDigest();
        foreach (var row in rows)
        {
            digest.Add(row);
        }
        return digest.Take();
    }

    public void Add(ManifestRow row) => _hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(row));

    /// <summary>The digest of what was added since the last one.</summary>
    public string Take() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
