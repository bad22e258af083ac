using System.Security.Cryptography;

namespace Tpt.Cli.Disk;

/// <summary>Files that others may write, move or delete while they are read.</summary>
internal static class SharedFile
{
    /// <exception cref="IOException">It is not there, or the disk fails.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>The SHA-256 of its bytes, in lower-case hexadecimal.</summary>
    /// <inheritdoc cref="Open"/>
    public static string Sha256Of(string path)
    {
        using var file = Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
