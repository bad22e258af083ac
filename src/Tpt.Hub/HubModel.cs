namespace Tpt.Hub;

/// <summary>Models of the Hugging Face hub, by name: <c>org/name</c>, <c>org/name@revision</c>, and either with <c>/file</c> behind it.</summary>
/// <example>
/// <code>
/// var folder = HubModel.Find("openai/clip-vit-base-patch16")
///     ?? await HubModel.DownloadAsync("openai/clip-vit-base-patch16");
/// </code>
/// </example>
public static class HubModel
{
    /// <summary>The model in the cache. Nothing is asked of the network, so it may not be the newest.</summary>
    /// <param name="id">The id. A revision is a branch, a tag, <c>refs/pr/number</c> or a commit; without one it is <c>main</c>.</param>
    /// <param name="options">Where the cache is, and what is wanted; <see langword="null"/>: the environment's cache, and the model.</param>
    /// <returns>The folder of its files, or the file of an id that names one; <see langword="null"/> where the cache has none, or the text is no id.</returns>
    /// <example><code>var isHere = HubModel.Find("google/siglip-base-patch16-224@main") is not null;</code></example>
    public static string? Find(string id, HubDownloadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        options ??= new HubDownloadOptions();
        var cache = Path.GetFullPath(options.CacheFolder ?? HubEnvironment.CacheFolder);
        if (HubReference.Parse(id) is not { } model || HubCache.FindSnapshot(cache, model) is not { } snapshot)
        {
            return null;
        }
        return options.Content == HubContent.Model && HubCache.LacksWeights(cache, model, snapshot) ? null : HubCache.Find(cache, model);
    }

    /// <summary>The model in the cache, if all that is needed of it is there. Nothing is asked of the network.</summary>
    /// <param name="id">The id, as in <see cref="Find"/>.</param>
    /// <param name="options">Where the cache is, and what is wanted; <see langword="null"/>: the environment's cache, and the model.</param>
    /// <returns>As <see cref="Find"/>; <see langword="null"/> also where a file that the loader reads is missing, has another size, or is a link to nothing.</returns>
    /// <remarks>What is missing is known from the hub's list of files, which a download keeps beside the model. Without that list only links to nothing are known.</remarks>
    internal static string? FindWhole(string id, HubDownloadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        options ??= new HubDownloadOptions();
        return HubReference.Parse(id) is { } model ? new HubDownload(model, options, progress: null).FindWhole(countsDeadLinks: true) : null;
    }

    /// <summary>
    /// Brings a model into the cache that the hub's Python tools share. Only files that the loader reads are brought, and only those that
    /// are not there. A download that breaks off goes on where it ended.
    /// </summary>
    /// <param name="id">The id. A revision is a branch, a tag, <c>refs/pr/number</c> or a commit; without one it is <c>main</c>. A file may be a folder with a model of its own too.</param>
    /// <param name="options">What is wanted, and what the environment is not to decide.</param>
    /// <param name="progress">Who is told how far it is, at most ten times a second.</param>
    /// <param name="cancellationToken">Ends it. What was brought stays for the next time.</param>
    /// <returns>The folder of its files, or the file of an id that names one.</returns>
    /// <exception cref="ArgumentException">The text is no id, or an option is out of its range.</exception>
    /// <exception cref="HubException">The model cannot be brought; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <remarks>
    /// A model of the cache costs one request, for the commit that its branch is at; an id with a commit costs none. If the hub cannot
    /// be asked, the model of the cache is taken.
    /// </remarks>
    /// <example>
    /// <code>
    /// var progress = new Progress&lt;HubProgress&gt;(p => Console.Write($"\r{p.BytesDone >> 20} of {p.BytesTotal >> 20} MiB"));
    /// var folder = await HubModel.DownloadAsync("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", progress: progress);
    /// </code>
    /// </example>
    public static Task<string> DownloadAsync(string id, HubDownloadOptions? options = null, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        var model = HubReference.Parse(id)
            ?? throw new ArgumentException($"'{HubText.Excerpt(id)}' is no id of a model on the hub: it must be like openai/clip-vit-base-patch16, with @revision or /file behind it where one is meant.", nameof(id));
        options ??= new HubDownloadOptions();
        options.Validate();
        return new HubDownload(model, options, progress).RunAsync(cancellationToken);
    }
}
