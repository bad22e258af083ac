namespace Tpt.Hub;

/// <summary>A model on the Hugging Face hub, as a path names it: <c>org/name</c>, <c>org/name@revision</c>, and either with <c>/file</c> behind it.</summary>
/// <param name="Id">The id, <c>org/name</c>.</param>
/// <param name="Revision">A branch, a tag, <c>refs/pr/number</c> or a commit.</param>
/// <param name="File">A file of the model, with the folders that it lies in; <see langword="null"/> for all of it.</param>
internal sealed record HubReference(string Id, string Revision, string? File)
{
    public const string MainBranch = "main";

    /// <summary>How the hub calls the branch of a pull request, in three parts.</summary>
    private static readonly string[] _pullRequest = ["refs", "pr"];

    /// <summary>Endings of files: <c>models/clip.safetensors</c> is no id.</summary>
    private static readonly string[] _fileEndings = [".safetensors", ".bin", ".pt", ".pth", ".json", ".tar"];

    /// <summary>How it is written as a path.</summary>
    public string Path => $"{Id}{(Revision == MainBranch ? "" : $"@{Revision}")}{(File is null ? "" : $"/{File}")}";

    /// <summary>What brings it here.</summary>
    public string DownloadCommand => $"tpt download {Path}";

    /// <summary>The reference that a path may be; <see langword="null"/> where it has not the form of one.</summary>
    public static HubReference? Parse(string path)
    {
        if (path.Split('/') is not [var organization, var second, .. var rest])
        {
            return null;
        }

        var at = second.IndexOf('@', StringComparison.Ordinal);
        var (name, revision) = at < 0 ? (second, MainBranch) : (second[..at], second[(at + 1)..]);
        if (at >= 0 && revision == _pullRequest[0] && rest is [var pull, var number, ..] && pull == _pullRequest[1])
        {
            (revision, rest) = ($"{revision}/{pull}/{number}", rest[2..]);
        }

        string[] parts = [organization, name, .. revision.Split('/'), .. rest];
        var isId = parts.All(IsName)
            && !(rest.Length == 0 && at < 0 && HasFileEnding(name));
        return isId ? new HubReference($"{organization}/{name}", revision, rest.Length == 0 ? null : string.Join('/', rest)) : null;
    }

    /// <summary>Whether a path that leads nowhere means a file rather than a folder.</summary>
    public static bool MeansFile(string path) => HasFileEnding(path) || Parse(path)?.File is not null;

    private static bool HasFileEnding(string path) => _fileEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsName(string part) =>
        part.Length > 0 && (char.IsAsciiLetterOrDigit(part[0]) || part[0] == '_') && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
