using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Reads a set from a folder that has a folder of pictures for each class. Pictures in deeper folders belong to the class at the top.
/// What is hidden or left by a system is no class and no picture.
/// </summary>
internal sealed class ClassFolders
{
    private readonly string _folder;
    private readonly IReadOnlyList<DirectoryInfo> _present;
    private readonly ICollection<string> _remarks;

    private ClassFolders(string folder, ICollection<string> remarks)
    {
        (_folder, _remarks) = (folder, remarks);
        _present = VisibleEntries.Folders(folder);
    }

    /// <inheritdoc cref="Read(string, IReadOnlyList{SetClass}?, ICollection{string})"/>
    public static LabelledSet Read(string folder, IReadOnlyList<SetClass>? classes) => Read(folder, classes, []);

    /// <param name="folder">The folder, with the layout <c>class/*.jpg</c>.</param>
    /// <param name="classes">The classes that compete, by folder; null is all folders in ordinal order, each by its own name with blanks for underscores.</param>
    /// <param name="remarks">Takes what a user should know, in sentences: empty classes, files that are left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It has no class folders or no pictures, a folder that is none of the classes, or two folders that differ in case only.</exception>
    public static LabelledSet Read(string folder, IReadOnlyList<SetClass>? classes, ICollection<string> remarks)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Directory.Exists(folder)
            ? new ClassFolders(folder, remarks).Read(classes)
            : throw new DirectoryNotFoundException($"There is no folder '{folder}'. It should have a folder of pictures for each class.");
    }

    /// <summary>The classes of a folder: its folders in ordinal order, each by its own name with blanks for underscores.</summary>
    /// <exception cref="InvalidDataException">It has no class folders, or two that differ in case only.</exception>
    public static IReadOnlyList<SetClass> ReadClasses(string folder)
    {
        var read = new ClassFolders(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), []);
        read.RequireFolders();
        return read.OfFolders();
    }

    /// <summary>Holds the folders of a folder against classes, where they are class folders: where one of them has the name of a class, all must.</summary>
    /// <exception cref="InvalidDataException">Others are none of the classes.</exception>
    public static void RequireClasses(string folder, IReadOnlySet<string> labels)
    {
        var read = new ClassFolders(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), []);
        var inAnyCase = labels.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (read._present.Any(one => inAnyCase.Contains(one.Name)))
        {
            read.RequireNone([.. read._present.Select(one => one.Name).Where(name => !labels.Contains(name))], labels.Count);
        }
    }

    private LabelledSet Read(IReadOnlyList<SetClass>? classes)
    {
        RequireFolders();
        classes ??= OfFolders();
        var folders = Match(classes);
        List<LabelledPicture> pictures = [];
        List<string> empty = [], others = [];
        for (var label = 0; label < classes.Count; label++)
        {
            var found = folders[label] is { } path ? FolderPictures.Of(path, Path.GetFileName(path)) : new FolderPictures([], []);
            if (found.Pictures.Count == 0)
            {
                empty.Add(classes[label].Label);
            }
            pictures.AddRange(found.Pictures.Select(picture => new LabelledPicture(picture.Path, picture.Name, label)));
            others.AddRange(found.Others);
        }
        if (pictures.Count == 0)
        {
            throw new InvalidDataException($"'{_folder}' has no pictures ({string.Join(", ", VisibleEntries.PictureExtensions)}) in its {Words.Count(_present.Count, "class folder")} ({Excerpt.Of([.. _present.Select(one => one.Name)])}).");
        }
        Remark(empty.Count, $"Without pictures, but competing: {Words.Count(empty.Count, "class")} ({Excerpt.Of(empty)}).");
        Remark(others.Count, $"Left out, without an extension of a picture: {Words.Count(others.Count, "file")} ({Excerpt.Of(others)}).");
        return new LabelledSet(Path.GetFileName(_folder), classes, pictures);
    }

    private void RequireFolders()
    {
        string[] unnamed = [.. _present.Where(one => !one.Exists).Select(one => $"'{one.Name}'")];
        if (unnamed.Length > 0)
        {
            throw new InvalidDataException($"'{_folder}' has {Words.Count(unnamed.Length, "folder")} with a name that is not UTF-8 ({Excerpt.Of(unnamed)}). Rename them.");
        }
        string[] beside = [.. VisibleEntries.Files(_folder).Where(VisibleEntries.IsPicture).Select(file => file.Name)];
        if (_present.Count == 0)
        {
            throw new InvalidDataException(beside.Length > 0
                ? $"'{_folder}' has {Words.Count(beside.Length, "picture")} ({Excerpt.Of(beside)}), but no folder for each class. Put every picture into a folder that is named after its class."
                : $"'{_folder}' has no folders. It should have a folder of pictures for each class.");
        }
        Remark(beside.Length, $"Left out, beside the class folders: {Words.Count(beside.Length, "picture")} ({Excerpt.Of(beside)}).");
    }

    private SetClass[] OfFolders()
    {
        if (_present.GroupBy(one => one.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twins)
        {
            throw new InvalidDataException($"'{_folder}' has the folders {Excerpt.Of([.. twins.Select(one => $"'{one.Name}'")], " and ")}, which differ in case only: their prompts would be the same. Merge them, or give a list of classes with a name for each.");
        }
        return [.. _present.Select(one => new SetClass(one.Name, PromptName.Of(one.Name, $"'{_folder}'")))];
    }

    /// <summary>The folder of each class, or null. A name that differs in case only counts where it is the only one.</summary>
    private string?[] Match(IReadOnlyList<SetClass> classes)
    {
        var labels = classes.Select(one => one.Label).ToHashSet(StringComparer.Ordinal);
        var exact = _present.Where(one => labels.Contains(one.Name)).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var rest = _present.Where(one => !exact.ContainsKey(one.Name)).ToLookup(one => one.Name, StringComparer.OrdinalIgnoreCase);
        var folders = classes.Select(one => exact.GetValueOrDefault(one.Label) ?? (rest[one.Label].Count() == 1 ? rest[one.Label].Single() : null)).ToArray();
        string[] strangers = [.. _present.Where(one => !folders.Contains(one)).Select(one => one.Name)];
        RequireNone(strangers, classes.Count);
        return [.. folders.Select(one => one?.FullName)];
    }

    private void RequireNone(string[] strangers, int classes)
    {
        if (strangers.Length > 0)
        {
            throw new InvalidDataException($"'{_folder}' has {Words.Count(strangers.Length, "folder")} that the list of {Words.Count(classes, "class")} does not have: {Excerpt.Of(strangers)}. Add them to the list, or move them away.");
        }
    }

    private void Remark(int count, string text)
    {
        if (count > 0)
        {
            _remarks.Add(text);
        }
    }
}
