
namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

/// <summary>The most probable pieces of a text, found from its end with a table of best scores: slow, and written apart from the product's.</summary>
internal sealed class PlainUnigram(IReadOnlyDictionary<string, double> scores)
{
    /// <summary>SentencePiece's: a character that no piece has costs this much more than the least probable piece.</summary>
    private const double UnknownPenalty = 10;

    private readonly double _unknown = scores.Values.Min() - UnknownPenalty;

    /// <summary>The score of the best way to split the text.</summary>
    public double Best(string text)
    {
        var runes = Runes(text);
        var best = new double[runes.Length + 1];
        for (var start = runes.Length - 1; start >= 0; start--)
        {
            best[start] = double.NegativeInfinity;
            for (var end = start + 1; end <= runes.Length; end++)
            {
                best[start] = Math.Max(best[start], Score(string.Concat(runes[start..end])) + best[end]);
            }
        }
        return best[0];
    }

    /// <summary>The score of one way, with null for one unknown character.</summary>
    public double Of(IEnumerable<string?> pieces) => pieces.Sum(piece => piece is null ? _unknown : scores[piece]);

    public static string[] Runes(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    private double Score(string part)
        => scores.TryGetValue(part, out var score) ? score : part.EnumerateRunes().Skip(1).Any() ? double.NegativeInfinity : _unknown;
}
