using System.Text.RegularExpressions;

namespace Tpt.Pretraining.Texts;

/// <summary>The words under which a dictionary may have a concept's name.</summary>
internal static partial class NounPhrases
{
    private static readonly string[] _groupsWithoutHeads = ["people-body", "smileys-emotion", "symbols"];

    /// <summary>Other spellings of the whole name: without hyphens, without <c>face</c> or <c>man in</c>, in the singular.</summary>
    public static IEnumerable<string> Spellings(string name, string group)
    {
        var bare = FaceOrButton().Replace(group == "people-body" ? Person().Replace(name, "") : name, "");
        return new[] { name, bare }.SelectMany(n => new[] { n, n.Replace('-', ' '), Singular(n) }).Distinct().Where(n => n.Length > 0);
    }

    /// <summary>
    /// The noun that a name of several words is about, in both numbers: <c>umbrella</c> of <c>closed umbrella</c>, <c>cup</c> of
    /// <c>cup with straw</c>. None for two things (<c>fork and knife</c>) and for groups whose names are no noun phrases.
    /// </summary>
    public static IEnumerable<string> Heads(string name, string group)
    {
        if (_groupsWithoutHeads.Contains(group) || And().IsMatch(name) || !name.Contains(' ', StringComparison.Ordinal))
        {
            return [];
        }
        var words = Preposition().Split(name)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? [] : new[] { words[^1], Singular(words[^1]) }.Distinct();
    }

    private static string Singular(string name)
        => name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
            : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1]
            : name;

    [GeneratedRegex("^(man|woman|person|men|women|people)( in| with)? ")]
    private static partial Regex Person();

    [GeneratedRegex(" (face|button)$")]
    private static partial Regex FaceOrButton();

    [GeneratedRegex(@"\band\b|&")]
    private static partial Regex And();

    [GeneratedRegex(@" (?:with|without|of|in|on|at|behind|over|under|from|to|for|by) ")]
    private static partial Regex Preposition();
}
