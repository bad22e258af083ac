namespace Tpt.Engine.Tokenization;

/// <summary>Finds added tokens in a text, as Hugging Face's tokenizers do: the leftmost first, and of those that begin at one place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, AddedToken> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AddedToken>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int[] _lengths;

    /// <param name="tokens">The tokens, each with another content. None may be a single word.</param>
    /// <param name="normalize">What is done to the text before it is searched, and to the content of each token too; null for nothing.</param>
    public AddedTokens(IEnumerable<AddedToken> tokens, Func<string, string>? normalize = null)
    {
        foreach (var token in tokens)
        {
            _tokens.TryAdd(normalize is null ? token.Content : normalize(token.Content), token);
        }
        _lookup = _tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _tokens.Keys.Select(content => content.Length).Distinct().OrderDescending()];
    }

    /// <summary>The parts of a text in their order. Those between the tokens may be white space, but are never empty.</summary>
    public List<TextPart> Split(string text)
    {
        var parts = new List<TextPart>();
        var (start, takesSpace) = (0, false);
        for (var at = 0; at < text.Length && _lengths.Length > 0;)
        {
            if (Find(text.AsSpan(at)) is not { } found)
            {
                at++;
                continue;
            }
            AddText(parts, text.AsSpan(start, at - start), takesSpace, found.Token.TakesSpaceBefore);
            parts.Add(new TextPart(text.Substring(at, found.Length), found.Token.Id));
            at += found.Length;
            (start, takesSpace) = (at, found.Token.TakesSpaceBehind);
        }
        AddText(parts, text.AsSpan(start), takesSpace, false);
        return parts;
    }

    private (AddedToken Token, int Length)? Find(ReadOnlySpan<char> text)
    {
        foreach (var length in _lengths)
        {
            if (length <= text.Length && _lookup.TryGetValue(text[..length], out var token))
            {
                return (token, length);
            }
        }
        return null;
    }

    private static void AddText(List<TextPart> parts, ReadOnlySpan<char> text, bool trimStart, bool trimEnd)
    {
        text = trimStart ? text.TrimStart() : text;
        text = trimEnd ? text.TrimEnd() : text;
        if (!text.IsEmpty)
        {
            parts.Add(new TextPart(text.ToString(), null));
        }
    }
}
