using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Everything said in words about the concepts of a plan.</summary>
internal static class ConceptTable
{
    private static readonly HashSet<string> _fixedGroups = new(StringComparer.Ordinal) { "symbols" };
    private static readonly HashSet<string> _fixedSubgroups = new(StringComparer.Ordinal) { "time", "place-map", "hand-single-finger" };
    private static readonly HashSet<string> _fixedWords = new(StringComparer.Ordinal)
    {
        "left", "right", "leftward", "rightward", "moon", "arrow", "clock", "watch", "calendar", "chart", "abacus", "increasing", "decreasing", "facing",
    };

    /// <summary>Emoji in Unicode's order, then icons by name.</summary>
    public static IReadOnlyList<Concept> Of(PicturePlan plan, WordNet wordNet)
    {
        var drawn = plan.Pictures.Select(p => p.Concept).ToHashSet(StringComparer.Ordinal);
        var emoji = plan.Emoji.Where(e => drawn.Remove(e.Name)).ToArray();
        return [.. emoji.Select(e => Concept(e.Name, e.Group, e.Subgroup, e.Keywords, plan, wordNet)),
            .. drawn.Order(StringComparer.Ordinal).Select(name => Concept(name, IconConcepts.Group, "", [], plan, wordNet))];
    }

    private static Concept Concept(string name, string group, string subgroup, IReadOnlyList<string> keywords, PicturePlan plan, WordNet wordNet)
    {
        var entry = wordNet.Find(name, group);
        return new Concept(name, group, subgroup, plan.Splits.OfConcept(name))
        {
            Keywords = keywords,
            Synonyms = entry is null ? [] : [.. entry.Words.Where(w => w != name)],
            Gloss = entry?.Gloss ?? "",
            Hypernyms = entry?.Hypernyms ?? [],
            MayBeMirrored = !_fixedGroups.Contains(group) && !_fixedSubgroups.Contains(subgroup) && !ConceptWords.Of(name).Any(_fixedWords.Contains),
        };
    }
}
