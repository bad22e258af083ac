namespace Tpt.Hub.Listing;

/// <summary>The files of a model at one commit.</summary>
/// <param name="Commit">The commit, 40 hexadecimal digits.</param>
/// <param name="Files">The files.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    /// <summary>Whether every file has its size and hash.</summary>
    public bool IsFull => Files.All(file => file.Size is not null && file.BlobId is not null);

    public static bool IsCommit(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);
}
