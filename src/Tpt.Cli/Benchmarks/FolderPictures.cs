namespace Tpt.Cli.Benchmarks;

/// <summary>The pictures of a folder and of those below it.</summary>
/// <param name="Pictures">Their paths, with their names from the folder's own name on, with slashes: <c>cat/big/0001.jpg</c>.</param>
/// <param name="Others">The names of visible files that are no pictures by their extension.</param>
internal sealed record FolderPictures(IReadOnlyList<(string Path, string Name)> Pictures, IReadOnlyList<string> Others)
{
    /// <param name="folder">The folder. A link to a folder is followed, but none below it, so that there are no circles.</param>
    /// <param name="name">What the names begin with.</param>
    public static FolderPictures Of(string folder, string name)
    {
        List<(string Path, string Name)> pictures = [];
        List<string> others = [];
        Add(folder, name, pictures, others);
        return new FolderPictures(pictures, others);
    }

    private static void Add(string folder, string name, List<(string Path, string Name)> pictures, List<string> others)
    {
        foreach (var file in VisibleEntries.Files(folder))
        {
            if (VisibleEntries.IsPicture(file))
            {
                pictures.Add((file.FullName, $"{name}/{file.Name}"));
            }
            else
            {
                others.Add($"{name}/{file.Name}");
            }
        }
        foreach (var inner in VisibleEntries.Folders(folder).Where(inner => inner.LinkTarget is null))
        {
            if (!inner.Exists)
            {
                // Its name is not UTF-8 and leads to nothing: the folder itself stands for what is in it, and is read as an error.
                pictures.Add((inner.FullName, $"{name}/{inner.Name}"));
                continue;
            }
            Add(inner.FullName, $"{name}/{inner.Name}", pictures, others);
        }
    }
}
