using System.Text.RegularExpressions;

namespace Tpt.Cli.Benchmarks;

/// <summary>
/// Class names from the names of folders, where no split file has them: what KaiyangZhou/CoOp <c>datasets/*.py</c> makes of them. A blank
/// takes the place of <c>_</c> later, in the prompt.
/// </summary>
internal static partial class CoOpNames
{
    /// <summary>Folders that are no classes: Caltech's two, and those of the archives of the cars.</summary>
    private static readonly string[] _ignored = ["BACKGROUND_Google", "Faces_easy", "cars_train", "cars_test", "devkit", "annots"];

    private static readonly Dictionary<string, string> _caltech = new(StringComparer.Ordinal)
    {
        ["airplanes"] = "airplane",
        ["Faces"] = "face",
        ["Leopards"] = "leopard",
        ["Motorbikes"] = "motorbike",
    };

    private static readonly Dictionary<string, string> _euroSat = new(StringComparer.Ordinal)
    {
        ["AnnualCrop"] = "Annual Crop Land",
        ["HerbaceousVegetation"] = "Herbaceous Vegetation Land",
        ["Highway"] = "Highway or Road",
        ["Industrial"] = "Industrial Buildings",
        ["Pasture"] = "Pasture Land",
        ["PermanentCrop"] = "Permanent Crop Land",
        ["Residential"] = "Residential Buildings",
        ["SeaLake"] = "Sea or Lake",
    };

    public static bool IsClass(string folder) => !_ignored.Contains(folder, StringComparer.OrdinalIgnoreCase);

    /// <param name="benchmark">The set.</param>
    /// <param name="folder">The class's folder, for SUN397 with those above it: <c>a/apartment_building/outdoor</c>.</param>
    public static string Of(Benchmark benchmark, string folder) => benchmark.Id switch
    {
        "caltech101" => _caltech.GetValueOrDefault(folder, folder),
        "eurosat" => _euroSat.GetValueOrDefault(folder, folder),
        "stanford-cars" => Car(folder),
        "sun397" => Scene(folder),
        "ucf101" => Action(folder),
        "oxford-pets" => folder.ToLowerInvariant(),
        _ => folder,
    };

    /// <summary>The year comes first: <c>Acura TL Sedan 2012</c> is <c>2012 Acura TL Sedan</c>.</summary>
    public static string Car(string name) => YearLast().Replace(name, "$2 $1");

    /// <summary>The letter goes, and the words of the path are turned round: <c>outdoor apartment_building</c>.</summary>
    private static string Scene(string folder)
    {
        var words = folder.Split('/');
        return string.Join(' ', words.Skip(words.Length > 1 && words[0].Length == 1 ? 1 : 0).Reverse());
    }

    /// <summary>Words begin at capitals: <c>ApplyEyeMakeup</c> is <c>Apply_Eye_Makeup</c>.</summary>
    private static string Action(string folder) => Capital().Replace(folder, "_");

    [GeneratedRegex(@"^(.+) ((?:19|20)\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex YearLast();

    [GeneratedRegex("(?<=[^_ ])(?=[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Capital();
}
