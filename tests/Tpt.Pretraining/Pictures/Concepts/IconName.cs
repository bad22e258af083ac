using System.Text.RegularExpressions;
using Tpt.Pretraining.Pictures.Sets;

namespace Tpt.Pretraining.Pictures.Concepts;

/// <summary>What an icon is called, without what its name says of style, size and number.</summary>
internal static partial class IconName
{
    /// <summary>The variant of the set that the icon is drawn in, and its name in words; <see langword="null"/> where it is left out.</summary>
    public static (StyleVariant Variant, string Name)? Parse(PictureSet set, string icon)
    {
        if (set.LeftOut.Any(s => icon.EndsWith(s, StringComparison.Ordinal)))
        {
            return null;
        }
        var variant = set.Variants.Where(v => icon.EndsWith(v.Suffix, StringComparison.Ordinal)).MaxBy(v => v.Suffix.Length);
        return variant is null ? null : (variant, Words(icon[..^variant.Suffix.Length]));
    }

    private static string Words(string icon) => Number().Replace(icon, "").Replace('-', ' ');

    /// <summary>Sets tell their drawings of one thing apart by numbers, in digits or words, or by <c>alt</c>.</summary>
    [GeneratedRegex(@"(-(\d+|one|two|three|four|five|six|seven|eight|nine|alt\d*|alternate))+$")]
    private static partial Regex Number();
}
