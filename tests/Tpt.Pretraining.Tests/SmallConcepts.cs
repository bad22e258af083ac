using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Tests;

/// <summary>A few concepts and WordNet entries, with the collisions that real ones have.</summary>
internal static class SmallConcepts
{
    public static IReadOnlyList<Concept> All { get; } =
    [
        New("rabbit", ["ears", "pet", "animal"], ["bunny", "hare"], "a burrowing animal with long ears", ["leporid", "mammal"]),
        New("hare", ["ears", "animal"], ["bunny"], "swift animal with long hind legs", ["leporid", "mammal"]),
        New("cat", ["pet", "animal", "whiskers"], ["true cat"], "feline mammal", ["feline"]),
        New("arrow", [], [], "", []),
        New("zebra", ["stripe", "animal"], [], "striped african equine", ["equine"], Split.HeldOut),
    ];

    public static IReadOnlyList<WordNetEntry> Entries { get; } =
    [
        new(["prawn", "shrimp"], "edible crustacean", ["decapod crustacean"], "animal", 1),
        new(["rack"], "a support for displaying various articles", [], "artifact", 0),
        new(["true cat"], "feline mammal", ["feline", "carnivore"], "animal", 3),
    ];

    private static Concept New(string name, string[] keywords, string[] synonyms, string gloss, string[] hypernyms, Split split = Split.Training)
        => new(name, "animals-nature", "animal-mammal", split)
        {
            Keywords = keywords,
            Synonyms = synonyms,
            Gloss = gloss,
            Hypernyms = hypernyms,
            MayBeMirrored = true,
        };
}
