using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Sets;

namespace Tpt.Pretraining.Pictures.Building;

/// <summary>Finds the one picture of each emoji in a set of emoji.</summary>
internal static class EmojiMatcher
{
    public static IEnumerable<PlannedPicture> Match(PictureSet set, IReadOnlyList<SourcePicture> pictures, EmojiIndex emoji)
        => pictures
            .Where(p => !set.Misnamed.Contains(p.Name))
            .Select(p => (Picture: p, Found: Find(set, p, emoji)))
            .Where(p => p.Found is not null)
            .GroupBy(p => p.Found!.Value.Emoji.Name, StringComparer.Ordinal)
            .Select(g => new PlannedPicture(set.Variants[0].Style, g.Key, g.MinBy(p => p.Found!.Value.Rank).Picture));

    /// <summary>By code points, else by name, else by a short code, else by a name without its number; the rank says which, the best 0.</summary>
    private static (EmojiEntry Emoji, int Rank)? Find(PictureSet set, SourcePicture picture, EmojiIndex emoji)
    {
        if (picture.Codes.Select(emoji.FindCode).FirstOrDefault(e => e is not null) is { } coded)
        {
            return (coded, 0);
        }
        if (set.Kind != SetKind.Emoji || picture.Codes.Count > 0)
        {
            return null;
        }
        string[] names = [picture.Name.Replace('-', ' '), IconName.Parse(set, picture.Name)?.Name ?? ""];
        for (var i = 0; i < names.Length; i++)
        {
            if (emoji.FindName(names[i]) is { } named)
            {
                return (named, 1 + (2 * i));
            }
            if (emoji.FindOtherName(names[i]) is { } other)
            {
                return (other, 2 + (2 * i));
            }
        }
        return null;
    }
}
