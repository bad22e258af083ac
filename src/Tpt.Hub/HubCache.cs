namespace Tpt.Hub;

/// <summary>
/// The folder in which the tools of the Hugging Face hub keep what they downloaded: <c>models--org--name/refs/main</c> has the name
/// of the revision, <c>models--org--name/snapshots/revision</c> its files. It is only read; nothing is downloaded.
/// </summary>
internal static class HubCache
{
    /// <summary>The folder of a model's revisions, whether it is there or not.</summary>
    public static string FolderOf(HubReference model) => Path.Combine(Root(), $"models--{model.Id.Replace("/", "--", StringComparison.Ordinal)}");

    /// <summary>The snapshot of the revision, or the file in it; of the main branch the newest snapshot where no branch is recorded; <see langword="null"/> where there is none.</summary>
    public static string? Find(HubReference model)
    {
        var snapshot = FindSnapshot(model);
        if (snapshot is null || model.File is null)
        {
            return snapshot;
        }

        return Path.Combine([snapshot, .. model.File.Split('/')]) is var file && Path.Exists(file) ? file : null;
    }

    private static string? FindSnapshot(HubReference model)
    {
        var snapshots = Path.Combine(FolderOf(model), "snapshots");
        if (!Directory.Exists(snapshots))
        {
            return null;
        }

        var branch = Path.Combine([FolderOf(model), "refs", .. model.Revision.Split('/')]);
        // A recorded revision whose files are gone is not replaced by another: that would be another model without a word.
        if (File.Exists(branch))
        {
            return Existing(Path.Combine(snapshots, File.ReadAllText(branch).Trim()));
        }

        return model.Revision == HubReference.MainBranch
            ? Directory.GetDirectories(snapshots).MaxBy(Directory.GetLastWriteTimeUtc)
            : Existing(Path.Combine([snapshots, .. model.Revision.Split('/')]));
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;

    /// <summary>As the hub's own tools find it.</summary>
    private static string Root()
    {
        if (Variable("HF_HUB_CACHE") is { } cache)
        {
            return cache;
        }

        var home = Variable("HF_HOME")
            ?? Path.Combine(Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface");
        return Path.Combine(home, "hub");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
