namespace Tpt.HubServer;

/// <summary>A request as it came in, in the order of arrival.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="IsStorage">Whether it came to the storage of LFS files rather than to the hub.</param>
/// <param name="Path">The path with the query, as it was sent.</param>
/// <param name="Authorization">The header of that name; null where there was none.</param>
/// <param name="Range">The header of that name; null where there was none.</param>
/// <param name="IfRange">The header <c>If-Range</c>; null where there was none.</param>
internal sealed record HubRequest(string Method, bool IsStorage, string Path, string? Authorization, string? Range, string? IfRange)
{
    /// <summary>Whether it asks for the bytes of a file.</summary>
    public bool IsBody => Method == "GET" && !Path.StartsWith("/api/", StringComparison.Ordinal);
}
