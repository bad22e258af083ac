namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>The words of a concept's or an icon's name.</summary>
internal static class ConceptWords
{
    private static readonly char[] _separators = [' ', '-', ':', ',', '.', '(', ')', '!', '?', '“', '”', '"', '&', '/'];

    private static readonly Dictionary<string, string> _irregular = new(StringComparer.Ordinal)
    {
        ["leaves"] = "leaf", ["knives"] = "knife", ["loaves"] = "loaf", ["mice"] = "mouse", ["geese"] = "goose", ["teeth"] = "tooth", ["feet"] = "foot",
        ["men"] = "man", ["women"] = "woman", ["children"] = "child", ["people"] = "person", ["axes"] = "axe", ["buses"] = "bus", ["wolves"] = "wolf",
        ["shelves"] = "shelf", ["cookies"] = "cookie", ["movies"] = "movie", ["pies"] = "pie", ["ties"] = "tie", ["zombies"] = "zombie", ["shoes"] = "shoe",
    };

    private static readonly HashSet<string> _notPlural = new(StringComparer.Ordinal)
    {
        "tennis", "lens", "bus", "gas", "cactus", "octopus", "hibiscus", "lotus", "virus", "compass", "cosmos", "iris", "chess", "glasses", "news", "asparagus",
    };

    /// <summary>Lower case, singular, in order.</summary>
    public static IReadOnlyList<string> Of(string name)
        => [.. name.ToLowerInvariant().Split(_separators, StringSplitOptions.RemoveEmptyEntries).Select(Singular)];

    /// <summary>A key under which spellings of a name meet: <c>Hot-dog</c>, <c>hot dog</c> and <c>hotdog</c>.</summary>
    public static string Key(string name) => string.Concat(WithoutApostrophes(name).ToLowerInvariant().Split(_separators));

    /// <summary>A key under which singular and plural meet too.</summary>
    public static string SingularKey(string name) => string.Concat(Of(WithoutApostrophes(name)));

    private static string WithoutApostrophes(string name) => name.Replace("’", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);

    private static string Singular(string word)
        => _irregular.TryGetValue(word, out var singular) ? singular
            : word.Length < 4 || !word.EndsWith('s') || word.EndsWith("ss", StringComparison.Ordinal) || word.EndsWith("us", StringComparison.Ordinal) || _notPlural.Contains(word) ? word
            : word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
            : word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal)
                || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("toes", StringComparison.Ordinal) || word.EndsWith("goes", StringComparison.Ordinal) ? word[..^2]
            : word[..^1];
}
