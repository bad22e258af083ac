namespace Microsoft.ML.Tpt.Models;

/// <summary>
/// The folder in which the tools of the Hugging Face hub keep what they downloaded: <c>models--org--name/refs/main</c> has the name
/// of the revision, <c>models--org--name/snapshots/revision</c> its files. It is only read; nothing is downloaded.
/// </summary>
internal static class HubCache
{
    /// <summary>Whether a path may be the id of a model on the hub, <c>org/name</c>.</summary>
    public static bool IsId(string path) =>
        path.Split('/') is [var organization, var name] && IsName(organization) && IsName(name)
        && !path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder of a model's revisions, whether it is there or not.</summary>
    public static string FolderOf(string id) => Path.Combine(Root(), $"models--{id.Replace("/", "--", StringComparison.Ordinal)}");

    /// <summary>The snapshot of the main branch; the newest where no branch is recorded; <see langword="null"/> where there is none.</summary>
    public static string? FindSnapshot(string id)
    {
        var snapshots = Path.Combine(FolderOf(id), "snapshots");
        if (!Directory.Exists(snapshots))
        {
            return null;
        }

        var main = Path.Combine(FolderOf(id), "refs", "main");
        // A recorded revision whose files are gone is not replaced by another: that would be another model without a word.
        return File.Exists(main)
            ? Path.Combine(snapshots, File.ReadAllText(main).Trim()) is var snapshot && Directory.Exists(snapshot) ? snapshot : null
            : Directory.GetDirectories(snapshots).MaxBy(Directory.GetLastWriteTimeUtc);
    }

    private static bool IsName(string part) =>
        part.Length > 0 && char.IsAsciiLetterOrDigit(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

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
