namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>Finds emoji by names, where a name means one emoji only.</summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, EmojiEntry> _exact;
    private readonly Dictionary<string, EmojiEntry> _singular;

    public NameIndex(IEnumerable<(string Name, EmojiEntry Entry)> names)
    {
        var all = names.ToArray();
        _exact = Unambiguous(all, ConceptWords.Key);
        _singular = Unambiguous(all, ConceptWords.SingularKey);
    }

    public EmojiEntry? Find(string name) => _exact.GetValueOrDefault(ConceptWords.Key(name)) ?? _singular.GetValueOrDefault(ConceptWords.SingularKey(name));

    private static Dictionary<string, EmojiEntry> Unambiguous(IEnumerable<(string Name, EmojiEntry Entry)> names, Func<string, string> key)
        => names.GroupBy(n => key(n.Name), n => n.Entry, StringComparer.Ordinal)
            .Where(g => g.Distinct().Count() == 1)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
}
