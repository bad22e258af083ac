using System.Text;

namespace Tpt.Engine.Tokenization;

/// <summary>Unicode's normalization form C, as <see cref="string.Normalize()"/> gives it where the system has ICU; see <see cref="UnicodeData"/>.</summary>
internal static class ComposedForm
{
    /// <summary>Below it no character is composed with the one before it, nor is any other than its own composed form.</summary>
    private const char FirstCombining = '\u0300';

    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTails = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    /// <param name="text">A text without halves of surrogate pairs.</param>
    public static string Of(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstCombining - 1)) < 0)
        {
            return text;
        }
        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            AddParts(characters, rune.Value);
        }
        Order(characters);
        return Compose(characters);
    }

    private static void AddParts(List<int> characters, int character)
    {
        var syllable = character - FirstSyllable;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            characters.Add(FirstLead + syllable / (Vowels * Tails));
            characters.Add(FirstVowel + syllable / Tails % Vowels);
            if (syllable % Tails > 0)
            {
                characters.Add(BeforeTails + syllable % Tails);
            }
        }
        else if (UnicodeData.PartsOf(character) is { } parts)
        {
            foreach (var part in parts)
            {
                AddParts(characters, part);
            }
        }
        else
        {
            characters.Add(character);
        }
    }

    /// <summary>Sorts each run of combining characters by their classes; those of one class keep their order.</summary>
    private static void Order(List<int> characters)
    {
        for (var start = 0; start < characters.Count; start++)
        {
            var end = start;
            while (end < characters.Count && UnicodeData.CombiningClass(characters[end]) > 0)
            {
                end++;
            }
            if (end - start > 1)
            {
                var ordered = characters.GetRange(start, end - start).OrderBy(UnicodeData.CombiningClass).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                {
                    characters[start + i] = ordered[i];
                }
            }
            start = end;
        }
    }

    /// <summary>Composes each character with the last starter, unless one of the same or a higher class, or another starter, stands between.</summary>
    private static string Compose(List<int> characters)
    {
        var composed = new List<int>(characters.Count);
        var (starter, classBefore) = (-1, 0);
        foreach (var character in characters)
        {
            var combiningClass = UnicodeData.CombiningClass(character);
            var isNext = starter == composed.Count - 1;
            if (starter >= 0 && (isNext || (classBefore > 0 && classBefore < combiningClass)) && ComposePair(composed[starter], character) is { } pair)
            {
                composed[starter] = pair;
                continue;
            }
            if (combiningClass == 0)
            {
                starter = composed.Count;
            }
            classBefore = combiningClass;
            composed.Add(character);
        }
        var builder = new StringBuilder(composed.Count);
        foreach (var character in composed)
        {
            builder.Append(new Rune(character));
        }
        return builder.ToString();
    }

    private static int? ComposePair(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
        {
            return FirstSyllable + (lead * Vowels + vowel) * Tails;
        }
        if (first - FirstSyllable is >= 0 and < Leads * Vowels * Tails and var syllable && syllable % Tails == 0 && second - BeforeTails is > 0 and < Tails and var tail)
        {
            return first + tail;
        }
        return UnicodeData.Compose(first, second);
    }
}
