using System.Security.Cryptography;
using System.Text;

namespace Tpt.HubServer;

/// <summary>The files of a model at one commit.</summary>
internal sealed record ServedRevision(string Commit, IReadOnlyList<ServedFile> Files)
{
    /// <summary>The commit follows from the files, as in git.</summary>
    public static ServedRevision Of(IEnumerable<ServedFile> files)
    {
        ServedFile[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        var tree = string.Join('\n', sorted.Select(file => $"{file.BlobId} {file.Name}"));
#pragma warning disable CA5350 // Git's own hash: it names, it protects nothing.
        return new ServedRevision(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(tree))), sorted);
#pragma warning restore CA5350
    }

    public ServedFile? Find(string name) => Files.FirstOrDefault(file => file.Name == name);
}
