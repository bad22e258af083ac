using Tpt.Engine.Validation;
using Tpt.Hub;
using Tpt.Hub.Listing;

namespace Tpt.Engine;

/// <summary>What the path of a model means: a file or folder that is there, or an id on the Hugging Face hub.</summary>
internal static class ModelPath
{
    /// <summary>The files of which one set is the tokenizer.</summary>
    private static readonly string[][] _tokenizers = [["tokenizer.json"], ["vocab.json", "merges.txt"], ["spiece.model"], ["sentencepiece.bpe.model"], ["tokenizer.model"]];

    /// <summary>The options with paths that are there, as far as they can be found.</summary>
    /// <exception cref="DirectoryNotFoundException">A path has the form of an id, is in no cache, and nothing may be downloaded.</exception>
    /// <exception cref="HubException">A download failed.</exception>
    public static ModelOptions Find(ModelOptions options)
    {
        var access = new HubAccess(options.Download);
        return options with
        {
            Path = Find(options.Path, HubContent.Model, access),
            TokenizerFolder = Find(options.TokenizerFolder, HubContent.Tokenizer, access),
            ImageTowerPath = Find(options.ImageTowerPath, HubContent.Model, access),
        };
    }

    /// <summary>The folder or file of an id, from the local cache or, where that is allowed, from the hub; <see langword="null"/> where the path is no id, or it is not here.</summary>
    /// <param name="path">The path.</param>
    /// <param name="content">What is needed of the model.</param>
    /// <param name="access">Whether it may be downloaded.</param>
    /// <exception cref="HubException">The download failed.</exception>
    /// <exception cref="OperationCanceledException">The download was stopped.</exception>
    public static string? FindOnHub(string path, HubContent content, HubAccess access)
    {
        if (HubReference.Parse(path) is not { } model)
        {
            return null;
        }
        var options = new HubDownloadOptions { Content = content };
        var cached = HubModel.Find(path, options);
        // On a thread of the pool: the caller's synchronization context may be waiting for this very call.
        return access.Download && !IsWhole(cached, content)
            ? Task.Run(() => HubModel.DownloadAsync(model.Path, options, access.Progress, access.CancellationToken)).GetAwaiter().GetResult()
            : cached;
    }

    /// <summary>Whether what is in the cache can be what is needed: another program may have brought some of the files.</summary>
    private static bool IsWhole(string? cached, HubContent content)
    {
        if (cached is null || !Directory.Exists(cached))
        {
            return cached is not null;
        }
        string[] names = [.. Directory.EnumerateFiles(cached).Where(File.Exists).Select(file => System.IO.Path.GetFileName(file))];
        return _tokenizers.Any(tokenizer => tokenizer.All(names.Contains)) && (content == HubContent.Tokenizer || names.Any(WeightFiles.IsWeights));
    }

    /// <summary>What brings a model here, as the end of a sentence that says that it is not.</summary>
    public static string HowToDownload(HubReference model) => $"to which the command `{Excerpt.Of(model.DownloadCommand)}` brings it, or {nameof(ModelOptions.Download)} = true in the model's options";

    private static string? Find(string? path, HubContent content, HubAccess access)
    {
        if (path is null || System.IO.Path.Exists(path))
        {
            return path;
        }
        return FindOnHub(path, content, access) ?? (HubReference.Parse(path) is { } model ? throw NotFound(model) : path);
    }

    private static DirectoryNotFoundException NotFound(HubReference model)
        => new($"There is no folder or file '{Excerpt.Of(model.Path)}'. As an id on the Hugging Face hub it is not in the local cache '{HubCache.FolderOf(model)}', {HowToDownload(model)}.");
}
