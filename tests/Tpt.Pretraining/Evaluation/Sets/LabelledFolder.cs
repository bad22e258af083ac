namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>Reads a set from a folder that has a folder of pictures for each class.</summary>
internal static class LabelledFolder
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp"];

    /// <param name="folder">The folder, with the layout <c>class/*.jpg</c>.</param>
    /// <param name="classes">The classes that compete; null is all folders, in ordinal order, each by its own name.</param>
    /// <param name="limit">The most pictures, spread evenly over the set; all its classes stay. Null is all of them.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It has no pictures in folders, or a folder that is none of the classes.</exception>
    public static LabelledSet Read(string folder, IReadOnlyList<SetClass>? classes, int? limit)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. It should have a folder of pictures for each class.");
        }
        string[] present = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        classes ??= [.. present.Select(name => new SetClass(name))];
        var known = classes.Select(one => one.Folder).ToHashSet(StringComparer.Ordinal);
        if (present.FirstOrDefault(name => !known.Contains(name)) is { } stranger)
        {
            throw new InvalidDataException($"'{folder}' has the folder '{stranger}', which is none of the {classes.Count} classes; add it to them, or move it away.");
        }
        LabelledImage[] images = [.. classes.SelectMany(one => ReadClass(Path.Combine(folder, one.Folder), one.Folder))];
        return images.Length > 0
            ? new LabelledSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), classes, Spread(images, limit))
            : throw new InvalidDataException($"'{folder}' has no pictures ({string.Join(", ", _extensions)}) in folders that are named after classes.");
    }

    private static IEnumerable<LabelledImage> ReadClass(string folder, string label) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder)
            .Where(path => _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(path => new LabelledImage(path, label));

    private static LabelledImage[] Spread(LabelledImage[] images, int? limit)
        => limit is { } count && count < images.Length
            ? [.. Enumerable.Range(0, count).Select(i => images[(int)((long)i * images.Length / count)])]
            : images;
}
