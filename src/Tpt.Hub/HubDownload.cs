using Tpt.Hub.Http;
using Tpt.Hub.Listing;
using Tpt.Hub.Storing;

namespace Tpt.Hub;

/// <summary>One download of a model: its commit, the files that are needed and not there, and the snapshot of them.</summary>
internal sealed class HubDownload
{
    private readonly HubReference _model;
    private readonly HubDownloadOptions _options;
    private readonly IProgress<HubProgress>? _progress;
    private readonly string _cacheFolder;
    private readonly ModelStore _store;

    public HubDownload(HubReference model, HubDownloadOptions options, IProgress<HubProgress>? progress)
    {
        (_model, _options, _progress) = (model, options, progress);
        _cacheFolder = Path.GetFullPath(options.CacheFolder ?? HubEnvironment.CacheFolder);
        _store = new ModelStore(_cacheFolder, model, options.Machine);
    }

    /// <summary>The snapshot, or the file or folder in it that is meant.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return await FindCommitAsync(cancellation) ?? (HubEnvironment.OfflineVariable is { } variable
                ? await FindOfflineAsync(variable, cancellation)
                : await RunOnlineAsync(cancellation));
        }
        catch (IOException e) when (e is not HubException && DiskSpace.IsFull(e))
        {
            throw DiskSpace.Full(_cacheFolder, 0, e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not HubException)
        {
            throw new HubException(HubFailure.LocalFiles, $"The cache '{_cacheFolder}' cannot be used: {e.Message.TrimEnd('.')}. Set HF_HUB_CACHE to a folder that this user may write to.", e);
        }
    }

    private async Task<string> RunOnlineAsync(CancellationToken cancellation)
    {
        var endpoint = Endpoint();
        var token = _options.Token is null ? HubEnvironment.Token() : HubToken.Of(_options.Token, "the options");
        using var client = new HubClient(_options, _model, endpoint, _cacheFolder, token);
        HubListing listing;
        try
        {
            listing = await client.ListAsync(cancellation);
        }
        // As the hub's own tools do: a hub that cannot be asked is no reason to do without the model that is here.
        catch (HubException e) when (e.IsTransient && FindWhole() is { } there)
        {
            _options.Notes?.Report($"The model '{_model.Path}' of the cache is taken as it is, since the hub could not be asked for a newer one. {e.Message}");
            return there;
        }

        var chosen = FileChoice.Of(listing.Files, _model, _options.Content);
        if (_options.Verify)
        {
            var check = new StoredCheck(_store, _options.Notes);
            check.Remove(listing.Commit, await check.FindAsync(listing.Commit, chosen.Where(file => _store.Has(listing.Commit, file)), cancellation));
        }
        HubFile[] missing = [.. chosen.Where(file => !_store.Has(listing.Commit, file))];
        try
        {
            TreeCache.Write(_store.Folder, listing);
            await BringAsync(client, listing.Commit, missing, cancellation);
            Record(listing.Commit);
        }
        catch (Exception e) when (missing.Length == 0 && e is UnauthorizedAccessException or IOException and not HubException)
        {
            // All files are here. A cache that can only be read, as in an image of a container, has the model all the same.
        }
        return Result(listing.Commit);
    }

    private void Record(string commit)
    {
        // A tokenizer alone makes no model: a branch whose model is here stays with it.
        if (_options.Content == HubContent.Model || HubCache.FindSnapshot(_cacheFolder, _model) is null)
        {
            _store.Record(_model.Revision, commit);
        }
    }

    private async Task BringAsync(HubClient client, string commit, HubFile[] files, CancellationToken cancellation)
    {
        if (files.Length == 0)
        {
            return;
        }

        var contents = new List<(HubFile File, string Etag, long Size)>();
        foreach (var file in files)
        {
            var (etag, size) = (file.Etag, file.Size);
            if (etag is null || size is null)
            {
                (etag, size) = await client.HeadAsync(commit, file.Name, cancellation);
            }
            contents.Add(etag is not null && size is { } known
                ? (file, etag, known)
                : throw client.Errors.OfUnreadable($"the file '{file.Name}'", "it tells no size or no hash (X-Linked-Etag, X-Linked-Size, ETag, Content-Length)"));
        }

        DiskSpace.Require(_options.Machine, _store.Folder, contents.DistinctBy(content => content.Etag).Sum(content => content.Size - Here(content.Etag, content.Size)));
        var meter = new ProgressMeter(_progress, _options.Machine.Time, contents.Count, contents.Sum(content => content.Size));
        var download = new FileDownload(client, _store, _options, meter);
        var brought = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, etag, size) in contents)
        {
            if (await download.BringAsync(commit, file, etag, size, cancellation))
            {
                brought.Add(etag);
            }
        }
        meter.End();

        // Only now: a download that breaks off leaves parts, and no snapshot that looks whole.
        foreach (var (file, etag, _) in contents)
        {
            await _store.ShowAsync(commit, file, etag, isNew: brought.Contains(etag) && contents.Count(content => content.Etag == etag) == 1, cancellation);
        }
    }

    /// <summary>The bytes of a content that are here already.</summary>
    private long Here(string etag, long size)
    {
        var blob = _store.BlobOf(etag);
        return ModelStore.IsWhole(blob, size) ? size : Math.Min(size, new FileInfo(blob + PartFile.Ending) is { Exists: true } part ? part.Length : 0);
    }

    /// <summary>What a commit needs no question for: it never changes.</summary>
    private async Task<string?> FindCommitAsync(CancellationToken cancellation) => HubListing.IsCommit(_model.Revision)
        && TreeCache.Read(_store.Folder, _model.Revision) is { } listing && IsWhole(listing) && (await FindWrongAsync(listing, cancellation)).Count == 0
        ? Result(listing.Commit)
        : null;

    /// <summary>What is in the cache, where nothing may be asked.</summary>
    private async Task<string> FindOfflineAsync(string variable, CancellationToken cancellation)
    {
        var there = FindWhole() ?? throw Offline(variable);
        if (HubCache.FindSnapshot(_cacheFolder, _model) is { } snapshot && TreeCache.Read(_store.Folder, Path.GetFileName(snapshot)) is { } listing
            && await FindWrongAsync(listing, cancellation) is { Count: > 0 } wrong)
        {
            throw new HubException(HubFailure.WrongHash, $"The model '{_model.Path}' in the cache '{_cacheFolder}' has other bytes than the hub's hashes are of, in {HubText.List(wrong.Select(file => file.Name))}. The environment variable {variable} says to stay offline: unset it and run `{_model.DownloadCommand}`.");
        }
        return there;
    }

    /// <summary>The files of the choice with other bytes than the hub's, where that is asked for.</summary>
    private async Task<IReadOnlyList<HubFile>> FindWrongAsync(HubListing listing, CancellationToken cancellation) => _options.Verify
        ? await new StoredCheck(_store, _options.Notes).FindAsync(listing.Commit, FileChoice.Of(listing.Files, _model, _options.Content), cancellation)
        : [];

    /// <summary>What is in the cache for the revision, if all that is needed is there, as far as can be told.</summary>
    /// <param name="countsDeadLinks">Whether, without a listing, a link to nothing is a file that is missing. Else it is as if it were not there.</param>
    public string? FindWhole(bool countsDeadLinks = false)
    {
        if (HubCache.FindSnapshot(_cacheFolder, _model) is not { } snapshot)
        {
            return null;
        }

        var commit = Path.GetFileName(snapshot);
        var files = Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories)
            .Where(path => countsDeadLinks || File.Exists(path))
            .Select(path => new HubFile(Path.GetRelativePath(snapshot, path).Replace('\\', '/')));
        return IsWhole(TreeCache.Read(_store.Folder, commit) ?? new HubListing(commit, [.. files])) ? Result(commit) : null;
    }

    private bool IsWhole(HubListing listing)
    {
        try
        {
            return FileChoice.Of(listing.Files, _model, _options.Content).All(file => _store.Has(listing.Commit, file));
        }
        catch (HubException)
        {
            return false;
        }
    }

    private string Result(string commit) => _model.File is null ? _store.SnapshotOf(commit) : _store.PathOf(commit, _model.File);

    private Uri Endpoint()
    {
        var text = (_options.Endpoint ?? HubEnvironment.Endpoint).TrimEnd('/');
        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttps || endpoint.Scheme == Uri.UriSchemeHttp) && endpoint.Query.Length == 0
            ? endpoint
            : throw new HubException(HubFailure.Settings, $"The address of the hub is '{HubText.Excerpt(text)}' ({(_options.Endpoint is null ? "HF_ENDPOINT" : "the option Endpoint")}); it must be like https://huggingface.co.");
    }

    private HubException Offline(string variable) => new(HubFailure.Offline, $"The model '{_model.Path}' is not in the cache '{_cacheFolder}', and the environment variable {variable} says to stay offline. "
        + $"Unset it, or on a machine with a network run `{_model.DownloadCommand}` and copy its folder '{Path.GetFileName(_store.Folder)}' into the cache.");
}
