using Tpt.Hub.Listing;

namespace Tpt.Hub;

/// <summary>
/// The folder in which the tools of the Hugging Face hub keep what they downloaded: <c>models--org--name/refs/main</c> has the name
/// of the revision, <c>models--org--name/snapshots/revision</c> its files. It is only read; nothing is downloaded.
/// </summary>
internal static class HubCache
{
    /// <summary>Of a commit and what an editor may leave behind it.</summary>
    private const int LongestReference = 100;

    /// <summary>The folder of a model's revisions, whether it is there or not.</summary>
    public static string FolderOf(HubReference model) => FolderOf(HubEnvironment.CacheFolder, model);

    /// <inheritdoc cref="FolderOf(HubReference)"/>
    public static string FolderOf(string cacheFolder, HubReference model)
        => Path.Combine(cacheFolder, $"models--{model.Id.Replace("/", "--", StringComparison.Ordinal)}");

    /// <summary>The snapshot of the revision, or the file in it; of the main branch the newest snapshot where no branch is recorded; <see langword="null"/> where there is none.</summary>
    public static string? Find(HubReference model) => Find(HubEnvironment.CacheFolder, model);

    /// <inheritdoc cref="Find(HubReference)"/>
    public static string? Find(string cacheFolder, HubReference model)
    {
        var snapshot = FindSnapshot(cacheFolder, model);
        if (snapshot is null || model.File is null)
        {
            return snapshot;
        }

        return Path.Combine([snapshot, .. model.File.Split('/')]) is var file && Path.Exists(file) ? file : null;
    }

    /// <summary>
    /// Whether it is known that weights are to come: the listing of the snapshot has some, and the folder none. So it is after a
    /// download of the tokenizer alone, or one that broke off.
    /// </summary>
    public static bool LacksWeights(string cacheFolder, HubReference model, string snapshot)
    {
        var listing = TreeCache.Read(FolderOf(cacheFolder, model), Path.GetFileName(snapshot));
        return listing is not null
            && listing.Files.Any(file => WeightFiles.IsWeights(file.ShortName))
            && !Directory.EnumerateFiles(snapshot, "*", SearchOption.AllDirectories).Any(path => File.Exists(path) && WeightFiles.IsWeights(Path.GetFileName(path)));
    }

    /// <summary>The snapshot of the revision; <see langword="null"/> where there is none.</summary>
    public static string? FindSnapshot(string cacheFolder, HubReference model)
    {
        var snapshots = Path.Combine(FolderOf(cacheFolder, model), "snapshots");
        if (!Directory.Exists(snapshots))
        {
            return null;
        }

        var branch = Path.Combine([FolderOf(cacheFolder, model), "refs", .. model.Revision.Split('/')]);
        // A recorded revision whose files are gone is not replaced by another: that would be another model without a word.
        if (CommitOf(branch) is { } commit)
        {
            return Existing(Path.Combine(snapshots, commit));
        }

        return model.Revision == HubReference.MainBranch
            ? Directory.GetDirectories(snapshots).MaxBy(Directory.GetLastWriteTimeUtc)
            : Existing(Path.Combine([snapshots, .. model.Revision.Split('/')]));
    }

    /// <summary>The commit that a file of a branch names; <see langword="null"/> where there is no such file, or it names none, as an empty one after a power cut.</summary>
    private static string? CommitOf(string branch)
        => File.Exists(branch) && BoundedText.Read(branch, LongestReference) is { } text && text.Trim() is { Length: > 0 } commit && commit.All(char.IsAsciiHexDigit) ? commit : null;

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;
}
