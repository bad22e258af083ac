namespace Tpt.Hub.Listing;

/// <summary>A file of a model, as the hub lists it.</summary>
/// <param name="Name">The path in the repository, with slashes.</param>
/// <param name="Size">The size in bytes; null where the listing has names only.</param>
/// <param name="BlobId">The SHA-1 of its blob in git, of an LFS file that of the pointer; null where it is not listed.</param>
/// <param name="Sha256">Of an LFS file; null of others.</param>
internal sealed record HubFile(string Name, long? Size = null, string? BlobId = null, string? Sha256 = null)
{
    /// <summary>The name of the content in the cache; null where it is not listed.</summary>
    public string? Etag => Sha256 ?? BlobId;

    /// <summary>The folder it lies in, with a slash at the end; empty for the root.</summary>
    public string Folder => Name[..(Name.LastIndexOf('/') + 1)];

    /// <summary>The name without the folder.</summary>
    public string ShortName => Name[(Name.LastIndexOf('/') + 1)..];
}
