namespace Tpt.Hub.Http;

/// <summary>What the hub says of a file before it redirects to the storage.</summary>
/// <param name="Etag">The name of the content: the SHA-256 of LFS files, the blob's SHA-1 of others; null where it is not said.</param>
/// <param name="Size">The size; null where it is not said.</param>
internal sealed record LinkedFile(string? Etag, long? Size)
{
    private const string LinkedEtag = "X-Linked-Etag";
    private const string LinkedSize = "X-Linked-Size";

    /// <summary>The custom headers are of the file. The usual ones are of the answer, which may be a redirect.</summary>
    public static LinkedFile Of(HttpResponseMessage response)
    {
        var isFile = response.IsSuccessStatusCode;
        var etag = First(response, LinkedEtag) ?? (isFile ? First(response, "ETag") : null);
        var size = long.TryParse(First(response, LinkedSize), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var linked)
            ? linked
            : isFile ? response.Content.Headers.ContentLength : null;
        return new LinkedFile(Normalized(etag), size);
    }

    /// <summary>Without quotes, and without the mark of a weak tag. It becomes the name of a file: one that cannot be is none.</summary>
    private static string? Normalized(string? etag)
    {
        var text = (etag?.StartsWith("W/", StringComparison.Ordinal) == true ? etag[2..] : etag)?.Trim('"');
        return text is { Length: > 0 and <= 200 } && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? text : null;
    }

    private static string? First(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
