using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Reads FGVC-Aircraft by its own lists: <c>variants.txt</c> has a class a line, <c>images_variant_test.txt</c> a picture a line, its number
/// and its class. A number may begin with zeros and a class may have blanks: <c>0481847 DC-9-30</c>, <c>1514522 Challenger 600</c>.
/// </summary>
internal static class AircraftReader
{
    public const string ListName = "images_variant_test.txt";

    private const string ClassesName = "variants.txt";
    private const string Extension = ".jpg";

    /// <exception cref="FileNotFoundException">One of the lists is not there.</exception>
    /// <exception cref="InvalidDataException">A list is damaged, or pictures are missing.</exception>
    public static BenchmarkSet Read(SetFolder folder, string? listPath, string? classNamesFile)
    {
        var images = folder.ImageFolders().First();
        var variants = ReadVariants(Require(folder.Path, ClassesName));
        var list = SourceText.Read(listPath ?? Require(folder.Path, ListName));
        List<SplitPicture> pictures = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (number, line) in list.Lines())
        {
            var place = Invariant($"'{list.Path}', line {number}");
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0 || !variants.TryGetValue(line[(blank + 1)..].Trim(), out var label))
            {
                throw new InvalidDataException($"{place}: '{Excerpt.Of(line)}' is no number of a picture, a blank and a class of '{ClassesName}'.");
            }
            var path = SplitPath.Of(line[..blank] + Extension, place);
            pictures.Add(seen.Add(path) ? new SplitPicture(path, label) : throw new InvalidDataException($"{place}: the picture {Excerpt.Of(path)} stands there a second time."));
        }
        List<string> remarks = [];
        var found = new PictureResolver(images.Path).All(pictures, list.File, remarks);
        return SplitReader.Of(folder, images, list.File, ClassNames.Of([.. variants.OrderBy(one => one.Value).Select(one => one.Key)], $"'{ClassesName}'"), found, classNamesFile, remarks);
    }

    /// <summary>The labels by class.</summary>
    private static Dictionary<string, int> ReadVariants(string path)
    {
        Dictionary<string, int> labels = new(StringComparer.Ordinal);
        foreach (var (number, line) in SourceText.Read(path).Lines())
        {
            if (!labels.TryAdd(line, labels.Count))
            {
                throw new InvalidDataException(Invariant($"'{path}', line {number}: the class '{Excerpt.Of(line)}' stands there a second time."));
            }
        }
        return labels;
    }

    private static string Require(string folder, string name) => SetFolder.File(folder, name) ?? throw new FileNotFoundException(
        $"'{folder}' has no '{name}'. It is in the folder 'data' of the archive fgvc-aircraft-2013b.tar.gz, beside the folder 'images'; put all of it there.");
}
