using System.Text.Json;

namespace Tpt.Hub.Listing;

/// <summary>
/// The listing of a commit, in the file in which huggingface_hub keeps it: <c>models--org--name/trees/commit.json</c>. A commit never
/// changes, so with it nothing has to be asked to know whether a snapshot is whole.
/// </summary>
internal static class TreeCache
{
    private const int Version = 1;

    /// <summary>A listing is some kilobytes; the hub's longest, of 100,000 files, are some megabytes.</summary>
    public const int LongestListing = 32 << 20;

    /// <summary>The listing; null where there is none, or one that this version cannot read. It is only a copy: then the hub is asked.</summary>
    public static HubListing? Read(string modelFolder, string commit)
    {
        var path = PathOf(modelFolder, commit);
        try
        {
            if (!File.Exists(path) || new FileInfo(path).Length > LongestListing)
            {
                return null;
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("format_version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == Version
                && root.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Object
                ? new HubListing(commit, [.. files.EnumerateObject().Select(ReadFile)])
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException or HubException)
        {
            return null;
        }
    }

    /// <summary>Keeps the listing, if it has all that Python's tools read there.</summary>
    public static void Write(string modelFolder, HubListing listing)
    {
        var path = PathOf(modelFolder, listing.Commit);
        if (!listing.IsFull || File.Exists(path))
        {
            return;
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format_version", Version);
            json.WriteStartObject("files");
            foreach (var file in listing.Files.OrderBy(file => file.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject(file.Name);
                json.WriteNumber("size", file.Size!.Value);
                json.WriteString("blob_id", file.BlobId);
                if (file.Sha256 is not null)
                {
                    json.WriteString("lfs_sha256", file.Sha256);
                    json.WriteNumber("lfs_size", file.Size.Value);
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        Storing.AtomicFile.Write(path, bytes.ToArray());
    }

    private static HubFile ReadFile(JsonProperty file)
    {
        FileNames.RequireInside(file.Name);
        return new HubFile(file.Name, file.Value.GetProperty("size").GetInt64(), Text(file.Value, "blob_id"), Text(file.Value, "lfs_sha256"));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string PathOf(string modelFolder, string commit) => Path.Combine(modelFolder, "trees", $"{commit}.json");
}
