using System.Text.Json;

namespace Tpt.Hub.Listing;

/// <summary>Reads what <c>/api/models/org/name/revision/rev?blobs=true</c> answers.</summary>
internal static class ListingReader
{
    /// <exception cref="FormatException">The bytes are not such an answer; the message says why.</exception>
    /// <exception cref="HubException">A name in it is none that a file may have.</exception>
    public static HubListing Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"it is a JSON {root.ValueKind}, and an object is needed");
            }
            if (Text(root, "sha") is not { } commit || !HubListing.IsCommit(commit))
            {
                throw new FormatException("it names no commit (sha)");
            }
            if (!root.TryGetProperty("siblings", out var siblings) || siblings.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it lists no files (siblings)");
            }

            HubFile[] files = [.. siblings.EnumerateArray().Select(ReadFile)];
            return files.DistinctBy(file => file.Name).Count() == files.Length
                ? new HubListing(commit, files)
                : throw new FormatException("it lists a file twice");
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON: {e.Message}", e);
        }
    }

    private static HubFile ReadFile(JsonElement sibling)
    {
        if (sibling.ValueKind != JsonValueKind.Object || Text(sibling, "rfilename") is not { Length: > 0 } name)
        {
            throw new FormatException("it lists a file without a name");
        }

        FileNames.RequireInside(name);
        var lfs = sibling.TryGetProperty("lfs", out var element) && element.ValueKind == JsonValueKind.Object ? element : (JsonElement?)null;
        return new HubFile(name, Number(lfs ?? sibling, "size") ?? Number(sibling, "size"), Hash(sibling, "blobId", 40), lfs is { } linked ? Hash(linked, "sha256", 64) : null);
    }

    private static string? Hash(JsonElement element, string name, int length) => Text(element, name) switch
    {
        null => null,
        var text when text.Length == length && text.All(char.IsAsciiHexDigitLower) => text,
        var text => throw new FormatException($"{name} is '{HubText.Excerpt(text)}', which is no hash"),
    };

    private static long? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new FormatException($"{name} is {HubText.Excerpt(value.GetRawText())}, which is no size");
    }

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
