namespace Tpt.Pretraining.Pictures;

/// <summary>A thing that the picture sets draw, with everything said about it in words.</summary>
/// <param name="Name">Its name in lower case, <c>hot dog</c>; unique.</param>
/// <param name="Group">Its group in Unicode's emoji list, <c>food-drink</c>; <c>icons</c> for things that only icon sets draw.</param>
/// <param name="Subgroup">Its subgroup there, <c>food-prepared</c>; empty for <c>icons</c>.</param>
/// <param name="Split">Whether its pictures may be trained on.</param>
internal sealed record Concept(string Name, string Group, string Subgroup, Split Split)
{
    /// <summary>Unicode's and emojilib's keywords, lower case.</summary>
    public required IReadOnlyList<string> Keywords { get; init; }

    /// <summary>WordNet's other words for it, lower case; empty where WordNet does not know it.</summary>
    public required IReadOnlyList<string> Synonyms { get; init; }

    /// <summary>WordNet's definition, or empty.</summary>
    public required string Gloss { get; init; }

    /// <summary>What it is a kind of, the nearest first.</summary>
    public required IReadOnlyList<string> Hypernyms { get; init; }

    /// <summary>False where a mirror image would be another thing: arrows, clocks, the moon's phases.</summary>
    public required bool MayBeMirrored { get; init; }
}
