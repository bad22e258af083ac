using System.Security.Cryptography;
using System.Text;
using Tpt.Pretraining.Pictures.Concepts;

namespace Tpt.Pretraining.Pictures.Splits;

/// <summary>
/// Chooses held-out and validation concepts by families: a family is all emoji whose names have one word, the head of one of them, so
/// that <c>red apple</c> and <c>green apple</c> are never parted. The order is that of the words' SHA-256.
/// </summary>
internal static class SplitChooser
{
    /// <summary>The share of each group's emoji that is held out.</summary>
    public const double HeldOutShare = 0.12;

    public const double ValidationShare = 0.07;

    /// <summary>Words of more emoji than this are too general to hold out.</summary>
    public const int LargestFamily = 4;

    private static readonly string[] _afterHead = ["with", "on", "in", "at", "from", "behind", "without"];

    /// <summary>The lines of the two files, sorted.</summary>
    public static (IReadOnlyList<string> HeldOut, IReadOnlyList<string> Validation) Choose(IReadOnlyList<EmojiEntry> entries)
    {
        var families = Families(entries);
        var taken = new HashSet<EmojiEntry>();
        var heldOut = Take(HeldOutShare);
        return (heldOut, Take(ValidationShare));

        List<string> Take(double share)
        {
            var lines = new List<string>();
            foreach (var group in EmojiIndex.Things)
            {
                var missing = (int)Math.Round(share * entries.Count(e => e.Group == group));
                foreach (var (word, members) in families.Where(f => f.Members.Any(m => m.Group == group)))
                {
                    if (missing > 0 && !members.Any(taken.Contains))
                    {
                        taken.UnionWith(members);
                        lines.AddRange(members.Select(m => $"{word}\t{m.Name}"));
                        missing -= members.Count(m => m.Group == group);
                    }
                }
            }
            lines.Sort(StringComparer.Ordinal);
            return lines;
        }
    }

    private static List<(string Word, EmojiEntry[] Members)> Families(IReadOnlyList<EmojiEntry> entries)
        => [.. entries.Where(e => EmojiIndex.Things.Contains(e.Group)).Select(e => Head(e.Name)).Distinct()
            .Select(word => (Word: word, Members: entries.Where(e => ConceptWords.Of(e.Name).Contains(word)).ToArray()))
            .Where(f => f.Members.Length <= LargestFamily && f.Members.All(m => EmojiIndex.Things.Contains(m.Group)))
            .OrderBy(f => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(f.Word))), StringComparer.Ordinal)];

    /// <summary>The word that says what it is: of <c>cup with straw</c> cup, of <c>ear of corn</c> corn, of <c>cat face</c> cat.</summary>
    private static string Head(string name)
    {
        var words = ConceptWords.Of(name).TakeWhile((w, i) => i == 0 || !_afterHead.Contains(w)).ToArray();
        return words.Length > 1 && words[^1] == "face" ? words[^2] : words[^1];
    }
}
