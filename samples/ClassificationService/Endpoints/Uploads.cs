using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ClassificationService.Endpoints;

/// <summary>The files in a request's body, read as they come and never written to a disk.</summary>
internal static class Uploads
{
    private const string Multipart = "multipart/form-data";

    /// <summary>What the reader says of more than 16 kB before the first part.</summary>
    private const string LongPreamble = "before the first boundary";

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
            throw new InvalidDataException("the content type names no boundary, or one above 200 characters. Send the boundary that the body has: multipart/form-data; boundary=...");
        }
        var reader = new MultipartReader(boundary.Value!, request.Body);
        var next = await FirstAsync(reader, boundary.Value!, request.HttpContext.RequestAborted);
        for (; next is { } section; next = await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted))
        {
            if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
            {
                yield return (HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "", section.Body);
            }
        }
    }

    /// <summary>The first part. Where the body has another boundary, the reader takes all of it for what may stand before the first part, and ends at a limit or at the end of the body.</summary>
    private static async Task<MultipartSection?> FirstAsync(MultipartReader reader, string boundary, CancellationToken cancelled)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancelled);
        }
        // What the server finds, a body that is too large or too slow, is an IOException too.
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException || (exception is InvalidDataException && exception.Message.Contains(LongPreamble, StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"no line '--{boundary}' begins a part of the form, but the content type says boundary={boundary}. Send the boundary that the body has: curl -F and other clients set the content type themselves where nobody sets it for them.", exception);
        }
    }
}
