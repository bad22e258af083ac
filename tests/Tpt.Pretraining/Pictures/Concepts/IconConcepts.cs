using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>Decides what an icon is a picture of.</summary>
internal sealed class IconConcepts
{
    /// <summary>The group of concepts that only icon sets draw.</summary>
    public const string Group = "icons";

    private const int ShortestName = 3;

    private static readonly HashSet<string> _categories = new(StringComparer.Ordinal)
    {
        "animal", "plant", "food", "artifact", "body", "object", "person", "phenomenon", "shape",
    };

    /// <summary>Usual names of icons for things that Unicode names otherwise.</summary>
    private static readonly Dictionary<string, string> _emojiNames = new(StringComparer.Ordinal)
    {
        ["home"] = "house", ["moon"] = "crescent moon", ["diamond"] = "gem stone", ["beer"] = "beer mug", ["wine"] = "wine glass",
        ["plane"] = "airplane", ["cog"] = "gear",
    };

    private readonly EmojiIndex _emoji;
    private readonly WordNet _wordNet;
    private readonly Dictionary<string, string> _byMeaning;
    private readonly Dictionary<string, string?> _found = new(StringComparer.Ordinal);

    public IconConcepts(IReadOnlyList<EmojiEntry> entries, WordNet wordNet)
    {
        (_emoji, _wordNet) = (new EmojiIndex(entries), wordNet);
        _byMeaning = entries.Where(e => EmojiIndex.Things.Contains(e.Group))
            .Select(e => (e.Name, Gloss: _wordNet.Find(e.Name, e.Group)?.Gloss ?? ""))
            .Where(e => e.Gloss.Length > 0)
            .GroupBy(e => e.Gloss, e => e.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    /// <summary>
    /// The name of the emoji that an icon of this name draws: by the emoji's own name, by a short code of a thing, or because both
    /// names mean the same in WordNet; else the icon's name itself where WordNet knows it as a noun for something that can be drawn;
    /// else <see langword="null"/>. Names with one meaning become one concept: the name that was asked for first.
    /// </summary>
    public string? Find(string name)
    {
        if (!_found.TryGetValue(name, out var concept))
        {
            _found[name] = concept = IconHomonyms.Contains(name) || IconLookalikes.All.Contains(name) ? null : FindEmoji(name) ?? FindMeaning(name);
        }
        return concept;
    }

    private string? FindEmoji(string name)
        => _emoji.FindName(_emojiNames.GetValueOrDefault(name, name)) is { } named && named.Group != "symbols" ? named.Name
            : _emoji.FindOtherName(name) is { } other && EmojiIndex.Things.Contains(other.Group) ? other.Name
            : null;

    private string? FindMeaning(string name)
    {
        if (name.Length < ShortestName || !name.All(c => c is >= 'a' and <= 'z' or ' ')
            || _wordNet.Find(name, Group) is not { Gloss.Length: > 0 } entry || !_categories.Contains(entry.Category))
        {
            return null;
        }
        if (!_byMeaning.TryGetValue(entry.Gloss, out var concept))
        {
            _byMeaning[entry.Gloss] = concept = name;
        }
        return concept;
    }
}
