namespace Tpt.Pretraining.Texts;

/// <summary>WordNet's lexicographer files for nouns, and which of them fit which group of concepts.</summary>
internal static class WordNetCategories
{
    /// <summary>The number of the first noun file, <c>noun.Tops</c>.</summary>
    private const int FirstNounFile = 3;

    private static readonly string[] _names =
    [
        "tops", "act", "animal", "artifact", "attribute", "body", "cognition", "communication", "event", "feeling", "food", "group", "location",
        "motive", "object", "person", "phenomenon", "plant", "possession", "process", "quantity", "relation", "shape", "state", "substance", "time",
    ];

    private static readonly Dictionary<string, string[]> _byGroup = new(StringComparer.Ordinal)
    {
        ["animals-nature"] = ["animal", "plant", "object", "phenomenon", "food"],
        ["food-drink"] = ["food", "plant", "artifact", "animal"],
        ["travel-places"] = ["artifact", "object", "location", "phenomenon"],
        ["activities"] = ["artifact", "act", "event", "communication"],
        ["objects"] = ["artifact", "object", "communication", "possession", "body"],
        ["people-body"] = ["person", "body", "act"],
        ["smileys-emotion"] = ["artifact", "feeling", "shape", "person", "animal", "communication"],
        ["symbols"] = ["shape", "communication", "artifact", "object", "substance"],
        [Icons] = ["animal", "plant", "food", "artifact", "body", "object", "person", "phenomenon", "shape"],
    };

    /// <summary>The group of things that only icon sets draw.</summary>
    public const string Icons = "icons";

    /// <summary>What can be drawn: the categories whose senses are kept for pairs of texts.</summary>
    public static IReadOnlyCollection<string> Drawable { get; } = new HashSet<string>(_byGroup[Icons], StringComparer.Ordinal);

    /// <summary>The name of a lexicographer file, 3 (<c>tops</c>) to 28 (<c>time</c>).</summary>
    public static string NameOf(int file)
        => file >= FirstNounFile && file - FirstNounFile < _names.Length
            ? _names[file - FirstNounFile]
            : throw new InvalidDataException($"Lexicographer file {file} holds no nouns; they are in files {FirstNounFile} to {FirstNounFile + _names.Length - 1}.");

    /// <summary>The categories that fit a group, the best first.</summary>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public static IReadOnlyList<string> Of(string group)
        => _byGroup.TryGetValue(group, out var categories)
            ? categories
            : throw new ArgumentException($"The group '{group}' is not known; it must be one of {string.Join(", ", _byGroup.Keys)}.", nameof(group));
}
