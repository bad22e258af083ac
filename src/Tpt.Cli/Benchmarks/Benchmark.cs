using Tpt.Engine.Validation;
using Tpt.Engine.Views;

namespace Tpt.Cli.Benchmarks;

/// <summary>One of the 15 data sets of the paper's evaluation (Shu et al. 2022, section 4).</summary>
internal sealed class Benchmark
{
    /// <summary>The prompt that the paper has for every set.</summary>
    public const string PaperTemplate = "a photo of a {0}.";

    private readonly HashSet<string> _spellings;

    /// <param name="id">What the command line has.</param>
    /// <param name="displayName">What reports have.</param>
    /// <param name="otherSpellings">More names that are understood, of what is typed and of folders.</param>
    /// <param name="places">Where the three layouts have it.</param>
    public Benchmark(string id, string displayName, string[] otherSpellings, SetPlace[] places)
    {
        (Id, DisplayName, Places) = (id, displayName, places);
        _spellings = [.. otherSpellings.Append(id).Append(displayName).Concat(places.Select(place => place.Folder)).Select(NameSpelling.Of)];
        ImageFolders = [.. places.Select(place => place.Images).Append("images").Where(images => images.Length > 0).Distinct(StringComparer.Ordinal), ""];
    }

    public static IReadOnlyList<Benchmark> All => BenchmarkCatalog.All;

    public string Id { get; }

    public string DisplayName { get; }

    public required BenchmarkKind Kind { get; init; }

    /// <summary>How many classes compete.</summary>
    public required int ClassCount { get; init; }

    /// <summary>How many pictures the published test set has.</summary>
    public required int TestPictures { get; init; }

    /// <summary>
    /// The prompt of CoOp's zero-shot baseline for this set, with <c>{0}</c> for the class. The paper has <see cref="PaperTemplate"/>
    /// everywhere: figures under different prompts cannot be compared.
    /// </summary>
    public string Template { get; init; } = PaperTemplate;

    /// <summary>The name of CoOp's split file; null where there is none.</summary>
    public string? SplitFileName { get; init; }

    /// <summary>Whether it is one of the ten fine-grained sets.</summary>
    public bool IsFineGrained => Kind != BenchmarkKind.ImageNet;

    /// <summary>The views of the paper: AugMix for the fine-grained sets, crops for ImageNet and its variants.</summary>
    public ViewAugmentation Augmentation => IsFineGrained ? ViewAugmentation.AugMix : ViewAugmentation.Crops;

    public IReadOnlyList<SetPlace> Places { get; }

    /// <summary>Where its pictures may be below its folder, the likeliest first; the last is the folder itself.</summary>
    public IReadOnlyList<string> ImageFolders { get; }

    /// <summary>The set of that name; case, blanks, dashes and underscores do not count.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the sets.</exception>
    public static Benchmark Find(string name) => TryFind(name)
        ?? throw new ArgumentException($"There is no data set '{Excerpt.Of(name)}'. There are {string.Join(", ", All.Select(one => one.Id))}.", nameof(name));

    /// <summary>The set of that name, or null.</summary>
    public static Benchmark? TryFind(string name) => All.FirstOrDefault(one => one._spellings.Contains(NameSpelling.Of(name)));

    /// <summary>Whether a folder's name is one of this set. A letter alone, such as TPT's <c>A</c>, is typed but names no folder.</summary>
    public bool HasFolder(string name) => NameSpelling.Of(name) is { Length: > 1 } spelling && _spellings.Contains(spelling);

    public override string ToString() => Id;
}
