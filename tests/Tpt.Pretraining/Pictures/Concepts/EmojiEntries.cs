using System.Globalization;
using System.Text.Json;
using Tpt.Pretraining.Pictures.Packages;
using Tpt.Pretraining.Pictures.Sets;

namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>Reads the emoji of emojibase-data, with emojilib's keywords.</summary>
internal static class EmojiEntries
{
    private static readonly string[] _shortCodeFiles = ["cldr", "emojibase", "emojibase-legacy", "github", "iamcal", "joypixels"];
    private static readonly HashSet<string> _groupsLeftOut = new(StringComparer.Ordinal) { "component", "flags" };
    private static readonly HashSet<string> _subgroupsLeftOut = new(StringComparer.Ordinal) { "alphanum", "keycap", "country-flag", "subdivision-flag" };

    /// <summary>Without components, flags, keycaps, letters and digits; in Unicode's order; names are unique.</summary>
    public static IReadOnlyList<EmojiEntry> Read(PackageArchive emojibase, PackageArchive emojilib)
    {
        var meta = emojibase.Json("meta/groups.json");
        var keywords = emojilib.Json("dist/emoji-en-US.json");
        var formalNames = emojibase.Json("meta/unicode-names.json");
        var shortCodes = _shortCodeFiles.Select(f => emojibase.Json($"en/shortcodes/{f}.json")).ToArray();
        string Named(string kind, JsonElement emoji, string key)
            => meta.GetProperty(kind).GetProperty(emoji.GetProperty(key).GetInt32().ToString(CultureInfo.InvariantCulture)).GetString()!;

        return [.. emojibase.Json("en/data.json").EnumerateArray()
            .Where(e => e.TryGetProperty("group", out _))
            .Select(e => (Emoji: e, Group: Named("groups", e, "group"), Subgroup: Named("subgroups", e, "subgroup"), Code: e.GetProperty("hexcode").GetString()!))
            .Where(e => !_groupsLeftOut.Contains(e.Group) && !_subgroupsLeftOut.Contains(e.Subgroup))
            .Select(e => new EmojiEntry(
                Plain(e.Emoji.GetProperty("label").GetString()!),
                CodePoints.Normalise(e.Code),
                e.Group,
                e.Subgroup,
                [.. Strings(e.Emoji, "tags").Concat(Strings(keywords, e.Emoji.GetProperty("emoji").GetString()!)).Select(Plain).Distinct()],
                [.. Strings(formalNames, e.Code).Concat(shortCodes.SelectMany(s => Strings(s, e.Code))).Select(Plain).Distinct()]))
            .DistinctBy(e => e.Name)];
    }

    private static IEnumerable<string> Strings(JsonElement of, string key)
        => !of.TryGetProperty(key, out var value) ? []
            : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!)
            : [value.GetString()!];

    private static string Plain(string name) => name.ToLowerInvariant().Replace('’', '\'').Replace('_', ' ').Trim();
}
