using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ClassificationService.Endpoints;

/// <summary>The files in a request's body, read as they come and never written to a disk.</summary>
internal static class Uploads
{
    private const string Multipart = "multipart/form-data";

    /// <summary>Whether the body is one file as it is.</summary>
    public static bool IsRaw(HttpRequest request) => request.ContentType is null
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether the body is a form.</summary>
    public static bool IsMultipart(HttpRequest request)
        => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Multipart, StringComparison.OrdinalIgnoreCase);

    /// <summary>How the body is encoded; null where it stands as it is.</summary>
    public static string? Encoding(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? null : encoding;
    }

    /// <summary>The files of a form. Each is to be read before the next is asked for. Fields that are no files are passed over.</summary>
    /// <exception cref="InvalidDataException">The body is no such form.</exception>
    public static async IAsyncEnumerable<(string Name, Stream Content)> FilesAsync(HttpRequest request)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary);
        if (boundary.Length is 0 or > 200)
        {
            throw new InvalidDataException("the content type names no boundary, or one above 200 characters.");
        }
        var reader = new MultipartReader(boundary.Value!, request.Body);
        while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
            {
                yield return (HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "", section.Body);
            }
        }
    }
}
