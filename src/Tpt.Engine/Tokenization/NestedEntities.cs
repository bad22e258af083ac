using System.Text;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Unescapes the entities of a text and those that this makes, "&amp;amp;amp;lt;" to "&lt;", in time that grows with the length of the text.
/// One round after the other over the whole text would take a round for each layer. The result is the same: an entity holds no other,
/// so none is lost by unescaping another first.
/// </summary>
internal static class NestedEntities
{
    /// <summary>The longest name or number of an entity that <see cref="TextRepair"/> knows.</summary>
    private const int LongestName = 24;

    /// <param name="text">The text.</param>
    /// <param name="unescape">What an entity, from its ampersand to its semicolon, stands for; null leaves it.</param>
    public static string Unescape(string text, Func<string, string?> unescape)
    {
        var done = new StringBuilder(text.Length);
        var pending = new Stack<char>();
        foreach (var c in text)
        {
            pending.Push(c);
            while (pending.TryPop(out var next))
            {
                done.Append(next);
                if (next == ';' && StartOfEntity(done) is >= 0 and var start && unescape(done.ToString(start, done.Length - start)) is { } unescaped)
                {
                    // What it stands for may be the end of another entity, or the start of one.
                    done.Length = start;
                    foreach (var inner in unescaped.Reverse())
                    {
                        pending.Push(inner);
                    }
                }
            }
        }
        return done.ToString();
    }

    /// <summary>Where the entity begins that ends with the last character, as <c>&amp;#?[0-9A-Za-z]{1,24};</c>, or -1.</summary>
    private static int StartOfEntity(StringBuilder text)
    {
        var at = text.Length - 2;
        var name = 0;
        while (at >= 0 && name < LongestName && char.IsAsciiLetterOrDigit(text[at]))
        {
            (at, name) = (at - 1, name + 1);
        }
        if (name > 0 && at >= 0 && text[at] == '#')
        {
            at--;
        }
        return name > 0 && at >= 0 && text[at] == '&' ? at : -1;
    }
}
