namespace PretrainBuiltIn.Pictures.Concepts;

/// <summary>Finds emoji by code points and by names.</summary>
internal sealed class EmojiIndex
{
    /// <summary>Groups of things, whose other names are names of things too; those of faces, people and signs are often words for something else.</summary>
    public static IReadOnlyList<string> Things { get; } = ["animals-nature", "food-drink", "travel-places", "activities", "objects"];

    private readonly Dictionary<string, EmojiEntry> _byCode;
    private readonly Dictionary<string, EmojiEntry> _byName;
    private readonly Dictionary<string, EmojiEntry> _byOtherName;

    public EmojiIndex(IReadOnlyList<EmojiEntry> entries)
    {
        _byCode = entries.ToDictionary(e => e.Code, StringComparer.Ordinal);
        _byName = Unambiguous(entries.Select(e => (ConceptWords.Key(e.Name), e)));
        _byOtherName = Unambiguous(entries.SelectMany(e => e.OtherNames.Select(n => (ConceptWords.Key(n), e)).Distinct()));
    }

    public EmojiEntry? FindCode(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The emoji of this very name, but for case, plural and the way that words are joined.</summary>
    public EmojiEntry? FindName(string name) => _byName.GetValueOrDefault(ConceptWords.Key(name));

    /// <summary>The only emoji that has it as a short code or formal name.</summary>
    public EmojiEntry? FindOtherName(string name) => _byOtherName.GetValueOrDefault(ConceptWords.Key(name));

    private static Dictionary<string, EmojiEntry> Unambiguous(IEnumerable<(string Key, EmojiEntry Entry)> names)
        => names.GroupBy(n => n.Key, n => n.Entry)
            .Where(g => g.Distinct().Count() == 1)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
}
