namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>Finds emoji by code points and by names.</summary>
internal sealed class EmojiIndex
{
    /// <summary>Groups of things, whose other names are names of things too; those of faces, people and signs are often words for something else.</summary>
    public static IReadOnlyList<string> Things { get; } = ["animals-nature", "food-drink", "travel-places", "activities", "objects"];

    private readonly Dictionary<string, EmojiEntry> _byCode;
    private readonly NameIndex _names;
    private readonly NameIndex _otherNames;

    public EmojiIndex(IReadOnlyList<EmojiEntry> entries)
    {
        _byCode = entries.ToDictionary(e => e.Code, StringComparer.Ordinal);
        _names = new NameIndex(entries.Select(e => (e.Name, e)));
        _otherNames = new NameIndex(entries.SelectMany(e => e.OtherNames.Select(n => (n, e))));
    }

    public EmojiEntry? FindCode(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The emoji of this very name, but for case and the way that words are joined; else the only one of it but for the plural.</summary>
    public EmojiEntry? FindName(string name) => _names.Find(name);

    /// <summary>The only emoji that has it as a short code or formal name.</summary>
    public EmojiEntry? FindOtherName(string name) => _otherNames.Find(name);
}
