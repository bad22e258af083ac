using System.Text;
using Tpt.Hub.Listing;

namespace Tpt.Hub.Storing;

/// <summary>The folder of a model in the cache, laid out as huggingface_hub lays it out.</summary>
internal sealed class ModelStore(string cacheFolder, HubReference model, HubMachine machine)
{
    private bool _hasLinks = true;

    /// <summary><c>models--org--name</c>.</summary>
    public string Folder { get; } = HubCache.FolderOf(cacheFolder, model);

    public string BlobOf(string etag) => Path.Combine(Folder, "blobs", etag);

    public string LockOf(string etag) => Path.Combine(cacheFolder, ".locks", Path.GetFileName(Folder), $"{etag}.lock");

    public string SnapshotOf(string commit) => Path.Combine(Folder, "snapshots", commit);

    /// <summary>Where a file of a snapshot lies, whether it is there or not.</summary>
    public string PathOf(string commit, string name) => Path.Combine([SnapshotOf(commit), .. name.Split('/')]);

    /// <summary>Whether the snapshot has the file, whole as far as its size tells.</summary>
    public bool Has(string commit, HubFile file) => IsWhole(PathOf(commit, file.Name), file.Size);

    /// <summary>Whether the path leads to a file of that size; null: of any.</summary>
    public static bool IsWhole(string path, long? size)
    {
        // A link has a size of its own, so that of what it leads to is asked for.
        var file = File.Exists(path) ? new FileInfo(path) : null;
        return file is not null && (size is null || ((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file) is { Exists: true } target && target.Length == size));
    }

    /// <summary>Puts a content into the snapshot: as a link where the system makes links, else as the file itself, as Python's tools do.</summary>
    /// <param name="commit">The commit of the snapshot.</param>
    /// <param name="file">The file.</param>
    /// <param name="etag">The name of the content.</param>
    /// <param name="isNew">Whether this download brought it, so that nothing else leads to it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task ShowAsync(string commit, HubFile file, string etag, bool isNew, CancellationToken cancellation)
    {
        var (path, blob) = (PathOf(commit, file.Name), BlobOf(etag));
        if (IsWhole(path, file.Size))
        {
            return;
        }

        // Of two downloads that end at once the second is not to take away, even for a moment, what the first has shown.
        using var held = await BlobLock.TakeAsync(LockOf(etag), machine, cancellation);
        if (IsWhole(path, file.Size))
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        // It is a link that leads nowhere, or a file that was cut short.
        File.Delete(path);
        if (_hasLinks && TryLink(path, Path.GetRelativePath(folder, blob)))
        {
            return;
        }

        if (isNew)
        {
            await PartFile.MoveAsync(blob, path, machine, cancellation);
            return;
        }

        var copy = $"{path}.{Guid.NewGuid():N}{PartFile.Ending}";
        try
        {
            File.Copy(blob, copy);
            await PartFile.MoveAsync(copy, path, machine, cancellation);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Records which commit the revision is. A reader takes it for whole from now on.</summary>
    public void Record(string revision, string commit)
    {
        var path = Path.Combine([Folder, "refs", .. revision.Split('/')]);
        if (revision != commit && !(File.Exists(path) && File.ReadAllText(path) == commit))
        {
            // Without a line end: Python's tools take all of it for the commit.
            AtomicFile.Write(path, Encoding.ASCII.GetBytes(commit));
        }
    }

    private bool TryLink(string path, string target)
    {
        try
        {
            machine.Link(path, target);
            // There are systems that report a link and make none: so does Wine 8.
            _hasLinks = File.Exists(path);
            return _hasLinks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process may have made it at this moment. Otherwise links cannot be made here: Windows without the right to, FAT.
            var isThere = File.Exists(path);
            _hasLinks = isThere;
            return isThere;
        }
    }
}
