namespace Tpt.Cli.Models;

/// <summary>A file of a model in the hub's cache.</summary>
/// <param name="Name">Its name within the model, with slashes on every system.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record DownloadedFile(string Name, long Bytes)
{
    /// <summary>The files of a folder at any depth, by name; of a file, that one.</summary>
    public static IReadOnlyList<DownloadedFile> In(string path) => File.Exists(path)
        ? [Of(path, Path.GetFileName(path))]
        : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => Of(file, Path.GetRelativePath(path, file).Replace('\\', '/'))).OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>The cache has links to files, where the system has links.</summary>
    private static DownloadedFile Of(string path, string name)
    {
        var file = new FileInfo(path);
        return new DownloadedFile(name, (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length);
    }
}
