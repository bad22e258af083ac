using System.Globalization;
using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Reads ImageNet and its variants: a folder per class. ImageNet and -Sketch have all classes of the list, -A and -R those whose folders are
/// there, in the list's order, and -V2 has the index in the list for a folder's name. A disk sorts those as strings: 0, 1, 10, 100.
/// </summary>
internal static class ImageNetReader
{
    private const int FullList = 1000;

    private const string Validation = "val";

    /// <summary>Whether a folder has folders named after wnids or indices.</summary>
    public static bool HasClasses(string folder) => VisibleEntries.Folders(folder).Any(one => ImageNetClasses.IsWnid(one.Name) || IsIndex(one.Name));

    /// <exception cref="FileNotFoundException">There is no list of the classes.</exception>
    /// <exception cref="InvalidDataException">There are no class folders or no pictures, or a folder is none of the classes.</exception>
    public static BenchmarkSet Read(SetFolder folder, string root, string? classNamesFile)
    {
        var images = folder.ImageFolders().Where(one => HasClasses(one.Path)).Select(one => ((string Path, string Name)?)one).FirstOrDefault()
            ?? throw NoClassFolders(folder);
        var list = ImageNetClasses.Find(folder, root, classNamesFile);
        List<string> remarks = [];
        if (list.Classes.Count != FullList)
        {
            remarks.Add(Invariant($"'{list.File.Path}' has {list.Classes.Count} classes; ImageNet has {FullList}."));
        }
        var folders = FoldersByClass(images.Path, list);
        SetClass[] classes = folder.Benchmark.ClassCount < FullList
            ? [.. list.Classes.Where(one => folders.ContainsKey(one.Label))]
            : [.. list.Classes];
        var set = ReadPictures(folder.Benchmark, classes, folders, remarks);
        return new BenchmarkSet(folder.Benchmark, set)
        {
            Layouts = folder.LayoutsOf(images.Name),
            ImageFolder = images.Path,
            ClassNamesFile = list.File,
            Remarks = remarks,
        };
    }

    private static LabelledSet ReadPictures(Benchmark benchmark, SetClass[] classes, Dictionary<string, DirectoryInfo> folders, List<string> remarks)
    {
        List<LabelledPicture> pictures = [];
        List<string> empty = [];
        for (var label = 0; label < classes.Length; label++)
        {
            var found = folders.TryGetValue(classes[label].Label, out var folder) ? FolderPictures.Of(folder.FullName, folder.Name).Pictures : [];
            pictures.AddRange(found.Select(picture => new LabelledPicture(picture.Path, picture.Name, label)));
            if (found.Count == 0)
            {
                empty.Add(classes[label].Label);
            }
        }
        if (pictures.Count == 0)
        {
            throw new InvalidDataException($"The {Words.Count(folders.Count, "class folder")} of {benchmark.DisplayName} in '{folders.Values.First().Parent}' have no pictures.");
        }
        if (empty.Count > 0)
        {
            remarks.Add($"Without pictures, but competing: {Words.Count(empty.Count, "class")} ({Excerpt.Of(empty)}).");
        }
        return new LabelledSet(benchmark.Id, classes, pictures);
    }

    /// <summary>The folders by wnid.</summary>
    private static Dictionary<string, DirectoryInfo> FoldersByClass(string images, ImageNetClasses list)
    {
        var present = VisibleEntries.Folders(images);
        var areIndices = present.Any(one => IsIndex(one.Name));
        var known = list.Classes.Select(one => one.Label).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, DirectoryInfo> folders = new(StringComparer.Ordinal);
        List<string> strangers = [];
        foreach (var one in present)
        {
            var wnid = areIndices ? AtIndex(one.Name, list) : one.Name;
            if (wnid is null || !known.Contains(wnid) || !folders.TryAdd(wnid, one))
            {
                strangers.Add(one.Name);
            }
        }
        return strangers.Count == 0 ? folders : throw new InvalidDataException(
            $"'{images}' has {Words.Count(strangers.Count, "folder")} ({Excerpt.Of(strangers)}) beside the {(areIndices ? "indices" : "wnids")} of the {Words.Count(list.Classes.Count, "class")} in '{list.File.Path}', or one of them twice. Move such a folder away, or give the list that has it.");
    }

    private static bool IsIndex(string name) => name.Length is > 0 and <= 4 && name.All(char.IsAsciiDigit);

    private static string? AtIndex(string name, ImageNetClasses list) =>
        IsIndex(name) && int.Parse(name, CultureInfo.InvariantCulture) is var index && index < list.Classes.Count ? list.Classes[index].Label : null;

    private static InvalidDataException NoClassFolders(SetFolder folder)
    {
        var flat = folder.ImageFolders().FirstOrDefault(images => VisibleEntries.Files(images.Path).Any(VisibleEntries.IsPicture));
        var tried = PathList.Of([.. folder.ImageFolders().Select(images => images.Path)]);
        if (flat.Path is null)
        {
            return new InvalidDataException($"{folder.Benchmark.DisplayName} has a folder per class, such as 'n01440764'{(folder.Benchmark.Id == "imagenet-v2" ? " or '0'" : "")}. There is none in {tried}.");
        }
        // The numbers of the ground truth file count the classes in the order of the challenge, not of the sorted wnids.
        var hint = folder.Benchmark.Id == "imagenet" || flat.Name.EndsWith(Validation, StringComparison.Ordinal)
            ? " The numbers in ILSVRC2012_validation_ground_truth.txt follow another order than the wnids, so they are not taken here: sort with the annotations' wnids."
            : "";
        return new InvalidDataException($"'{flat.Path}' has pictures without class folders. Move each picture into a folder named after its wnid: 'n01440764/ILSVRC2012_val_00000293.JPEG'.{hint}");
    }
}
