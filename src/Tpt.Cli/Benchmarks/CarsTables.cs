using System.Globalization;
using Tpt.Cli.Sets;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Reads StanfordCars as ZERO has it: <c>annots/split_coop.csv</c> says which picture is in which part, <c>annots/labels.csv</c> its label
/// from 0 on. ZERO's class names are in its code; here they come from CoOp's split file, a column of the tables, or the user.
/// </summary>
internal static class CarsTables
{
    private const string Folder = "annots";
    private const string SplitName = "split_coop.csv";
    private const string LabelsName = "labels.csv";
    private const string Images = "images";
    private const int MostClasses = 10_000;

    private static readonly string[] _nameColumns = ["class_name", "classname", "class", "name"];

    /// <summary>The table of the parts in a folder of the cars; null for other sets and layouts.</summary>
    public static string? In(SetFolder folder) => folder.Benchmark.Id == "stanford-cars" && folder.Below(Folder) is { } tables && folder.Below(Images) is not null
        ? SetFolder.File(tables, SplitName)
        : null;

    /// <exception cref="FileNotFoundException">The table of labels, or the class names, are nowhere.</exception>
    /// <exception cref="InvalidDataException">A table is damaged, or pictures are missing.</exception>
    public static BenchmarkSet Read(SetFolder folder, string splitPath, string? classNamesFile)
    {
        var split = CsvTable.Read(splitPath);
        var labels = CsvTable.Read(SetFolder.File(Path.GetDirectoryName(splitPath)!, LabelsName)
            ?? throw new FileNotFoundException($"'{splitPath}' has no '{LabelsName}' beside it; ZERO's README says where it comes from."));
        var labelOf = LabelsByFile(labels);
        var pictures = TestPictures(split, labelOf, labels.File);
        var (classes, names) = Classes(folder, labels, labelOf, classNamesFile);
        List<string> remarks = [];
        var images = folder.Below(Images)!;
        var found = new PictureResolver(images).All(pictures, split.File, remarks);
        return SplitReader.Of(folder, (images, Images), split.File, classes, found, classNamesFile: null, remarks) with { ClassNamesFile = names };
    }

    private static Dictionary<string, int> LabelsByFile(CsvTable labels)
    {
        var (file, index) = (labels.Column("filename"), labels.Column("class_idx"));
        Dictionary<string, int> byFile = new(StringComparer.Ordinal);
        foreach (var row in labels.Rows)
        {
            if (!int.TryParse(row[index], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= MostClasses)
            {
                throw new InvalidDataException($"'{labels.File.Path}': the label '{Excerpt.Of(row[index])}' of '{Excerpt.Of(row[file])}' is no whole number from 0 on.");
            }
            if (!byFile.TryAdd(row[file], label))
            {
                throw new InvalidDataException($"'{labels.File.Path}' has the picture '{Excerpt.Of(row[file])}' twice.");
            }
        }
        return byFile;
    }

    private static List<SplitPicture> TestPictures(CsvTable split, Dictionary<string, int> labelOf, SourceFile labels)
    {
        var (file, part) = (split.Column("filename"), split.Column("split"));
        List<SplitPicture> pictures = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var row in split.Rows.Where(row => row[part].Trim() == "test"))
        {
            if (!labelOf.TryGetValue(row[file], out var label))
            {
                throw new InvalidDataException($"'{labels.Path}' has no label for '{Excerpt.Of(row[file])}' of '{split.File.Path}'.");
            }
            var path = SplitPath.Of(row[file], $"'{split.File.Path}'");
            pictures.Add(seen.Add(path) ? new SplitPicture(path, label) : throw new InvalidDataException($"'{split.File.Path}' has the picture '{Excerpt.Of(path)}' twice."));
        }
        return pictures.Count > 0 ? pictures : throw new InvalidDataException($"'{split.File.Path}' has no row whose 'split' is 'test'.");
    }

    private static (IReadOnlyList<SetClass> Classes, SourceFile File) Classes(SetFolder folder, CsvTable labels, Dictionary<string, int> labelOf, string? classNamesFile)
    {
        var count = labelOf.Values.Max() + 1;
        var (names, file) = Names(folder, labels, count, classNamesFile);
        return names.Count == count
            ? (ClassNames.Of(names, $"'{file.Path}'"), file)
            : throw new InvalidDataException(Invariant($"'{file.Path}' has {names.Count} class names, and '{labels.File.Path}' labels from 0 to {count - 1}."));
    }

    private static (IReadOnlyList<string> Names, SourceFile File) Names(SetFolder folder, CsvTable labels, int count, string? classNamesFile)
    {
        if (classNamesFile is not null)
        {
            return ClassNames.Read(classNamesFile);
        }
        if (SplitFinder.Find(folder, out var looked) is { } json)
        {
            var split = SplitFile.Read(json);
            return ([.. split.Classes.Select(one => one.Name)], split.File);
        }
        return _nameColumns.Select(labels.TryColumn).FirstOrDefault(column => column is not null) is { } name
            ? (NamesIn(labels, name, count), labels.File)
            : throw new FileNotFoundException(
                $"ZERO's layout has no names for the {Words.Count(count, "class")} of {folder.Benchmark.DisplayName}. Put '{folder.Benchmark.SplitFileName}' into one of {PathList.Of(looked)}, or give a file with a name a line, in the order of 'class_idx'.");
    }

    private static string[] NamesIn(CsvTable labels, int column, int count)
    {
        var index = labels.Column("class_idx");
        var names = new string?[count];
        foreach (var row in labels.Rows)
        {
            var label = int.Parse(row[index], CultureInfo.InvariantCulture);
            names[label] ??= CoOpNames.Car(row[column].Trim());
        }
        return Array.IndexOf(names, null) is >= 0 and var gap
            ? throw new InvalidDataException(Invariant($"'{labels.File.Path}' has no row with the label {gap}; labels go from 0 to {count - 1}."))
            : [.. names.OfType<string>()];
    }
}
