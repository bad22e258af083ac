using Tpt.Hub.Listing;

namespace Tpt.Hub.Storing;

/// <summary>Checks what the cache has of a model against the hub's hashes, and takes away what differs.</summary>
/// <param name="store">The model's folder.</param>
/// <param name="notes">Who is told of what was taken away.</param>
internal sealed class StoredCheck(ModelStore store, IProgress<string>? notes)
{
    private const int ReadAtOnce = 1 << 20;

    /// <summary>Those of the files that are there and have other bytes. A file whose hash neither the listing nor the name of its content says is taken for right.</summary>
    public async Task<IReadOnlyList<HubFile>> FindAsync(string commit, IEnumerable<HubFile> files, CancellationToken cancellation)
    {
        var wrong = new List<HubFile>();
        foreach (var file in files)
        {
            var path = store.PathOf(commit, file.Name);
            if (!await IsRightAsync(path, file.Etag ?? Path.GetFileName(TargetOf(path)), cancellation))
            {
                wrong.Add(file);
            }
        }
        return wrong;
    }

    /// <summary>Takes the files away, and their contents, so that they are brought again.</summary>
    public void Remove(string commit, IEnumerable<HubFile> files)
    {
        foreach (var file in files)
        {
            var path = store.PathOf(commit, file.Name);
            var target = TargetOf(path);
            notes?.Report($"The file '{HubText.Excerpt(file.Name)}' in the cache has other bytes than the hub's: it is brought again.");
            // What a link leads to outside of this cache is somebody else's.
            if (Path.GetDirectoryName(target) == Path.GetDirectoryName(store.BlobOf("")))
            {
                File.Delete(target);
            }
            else if (file.Etag is { } etag)
            {
                File.Delete(store.BlobOf(etag));
            }
            File.Delete(path);
        }
    }

    private static string TargetOf(string path) => new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    private static async Task<bool> IsRightAsync(string path, string etag, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = new ContentHash(etag, stream.Length);
        var buffer = new byte[(int)Math.Clamp(stream.Length, 1, ReadAtOnce)];
        for (var read = await stream.ReadAsync(buffer, cancellation); read > 0; read = await stream.ReadAsync(buffer, cancellation))
        {
            hash.Append(buffer.AsSpan(0, read));
        }
        return hash.IsRight();
    }
}
