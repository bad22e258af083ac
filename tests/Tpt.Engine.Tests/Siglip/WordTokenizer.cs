using System.Text.RegularExpressions;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Siglip;

/// <summary>One token a word or mark, in lower case, by a formula; no token in front of a text. Words beyond a length have two.</summary>
internal sealed partial class WordTokenizer(int vocabulary) : ITextTokenizer
{
    private const int LongestWord = 8;

    /// <summary>Below are the end, the padding, and one that is not used.</summary>
    private const int FirstWord = 3;

    public int? StartOfText { get; init; }

    public int EndOfText => 1;

    public int Padding => 2;

    public int[] Encode(string text) => [.. Word().Matches(text.ToLowerInvariant()).SelectMany(match => Tokens(match.Value))];

    private IEnumerable<int> Tokens(string word)
        => word == "</s>" ? [EndOfText] : word.Length <= LongestWord ? [Token(word)] : [Token(word[..LongestWord]), Token(word[LongestWord..])];

    private int Token(string word) => FirstWord + (int)(word.Aggregate(17u, (hash, c) => (hash * 31) + c) % (uint)(vocabulary - FirstWord));

    [GeneratedRegex(@"</s>|\w+|[^\w\s]")]
    private static partial Regex Word();
}
