using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Packages;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Splits;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Which pictures of which packages belong into the library, before anything is rendered.</summary>
internal sealed class PicturePlan
{
    private PicturePlan(IReadOnlyList<EmojiEntry> emoji, SplitFiles splits, IReadOnlyList<PlannedPicture> pictures)
        => (Emoji, Splits, Pictures) = (emoji, splits, pictures);

    public IReadOnlyList<EmojiEntry> Emoji { get; }

    public SplitFiles Splits { get; }

    /// <summary>By set, then by concept.</summary>
    public IReadOnlyList<PlannedPicture> Pictures { get; }

    /// <param name="emoji">All emoji.</param>
    /// <param name="wordNet">Says which names of icons are things.</param>
    /// <param name="splits">What may be trained on.</param>
    /// <param name="open">Opens a package.</param>
    public static PicturePlan Make(IReadOnlyList<EmojiEntry> emoji, WordNet wordNet, SplitFiles splits, Func<NpmPackage, PackageArchive> open)
    {
        var index = new EmojiIndex(emoji);
        var icons = new IconMatcher(new IconConcepts(emoji, wordNet), splits);
        var pictures = PictureSets.All.SelectMany(set =>
        {
            var sources = SetReader.Read(set.Kind, open(set.Package));
            return (set.Kind == SetKind.Icons ? icons.Match(set, sources) : EmojiMatcher.Match(set, sources, index)).OrderBy(p => p.Concept, StringComparer.Ordinal);
        });
        return new PicturePlan(emoji, splits, [.. pictures]);
    }

    /// <summary>The line of each picture that is trained on, sorted: <c>package, tab, picture, tab, concept</c>.</summary>
    public IReadOnlyList<string> TrainingLines()
    {
        var training = PictureSets.All.Where(s => s.Split == Split.Training).SelectMany(s => s.Variants.Select(v => (v.Style, s.Package.Name)))
            .DistinctBy(s => s.Style).ToDictionary(s => s.Style, s => s.Name, StringComparer.Ordinal);
        return [.. Pictures.Where(p => training.ContainsKey(p.Style) && Splits.OfConcept(p.Concept) == Split.Training)
            .Select(p => $"{training[p.Style]}\t{p.Source.Name}\t{p.Concept}").Order(StringComparer.Ordinal)];
    }
}
