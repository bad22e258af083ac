using Tpt.Engine.Tokenization;

namespace Tpt.Pretraining.Texts;

/// <summary>
/// Learns a CLIP-style byte-level BPE (Sennrich et al. 2016): again and again, the most frequent pair of neighbouring
/// symbols becomes a symbol of its own. The last symbol of a word ends with <c>&lt;/w&gt;</c>.
/// </summary>
internal sealed class BpeLearner
{
    /// <summary>What <see cref="Learn"/> learns by default: 512 single bytes, 3,584 merges and 2 special tokens.</summary>
    public const int DefaultVocabularySize = 4098;

    private const string EndOfWord = "</w>";

    /// <summary>A pair that occurs less often is no pattern.</summary>
    private const long MinPairCount = 2;

    private static readonly string[] _specialTokens = ["<|startoftext|>", "<|endoftext|>"];

    private readonly List<string> _symbols;
    private readonly Dictionary<string, int> _ids;
    private readonly List<int>[] _words;
    private readonly long[] _wordCounts;
    private readonly Dictionary<(int Left, int Right), long> _pairCounts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> _wordsWithPair = [];
    private readonly PriorityQueue<(int Left, int Right), (long Count, string Left, string Right)> _candidates = new(Comparer<(long Count, string Left, string Right)>.Create(Compare));
    private readonly HashSet<(int Left, int Right)> _changed = [];

    private BpeLearner(IReadOnlyDictionary<string, long> wordCounts)
    {
        _symbols = [.. ByteAlphabet.InOrder.Select(c => c.ToString()), .. ByteAlphabet.InOrder.Select(c => c + EndOfWord)];
        _ids = _symbols.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);
        var words = wordCounts.Where(w => w.Key.Length > 0).OrderBy(w => w.Key, StringComparer.Ordinal).ToArray();
        _words = [.. words.Select(w => Spell(w.Key))];
        _wordCounts = [.. words.Select(w => w.Value)];
        for (var word = 0; word < _words.Length; word++)
        {
            Count(word, +1);
        }
        Requeue();
    }

    /// <summary>Learns merges; equal counts are decided by the ordinal order of the pair, so that the result depends on the counts alone.</summary>
    /// <param name="wordCounts">Normalised words, as <see cref="WordCounts"/> splits them, and how often each occurs.</param>
    /// <param name="vocabularySize">Tokens in all, more than 514. There are fewer where the words have no more pairs that occur twice.</param>
    /// <returns>Tokens in CLIP's order: bytes, bytes at a word's end, merges, start and end of text.</returns>
    public static BpeVocabulary Learn(IReadOnlyDictionary<string, long> wordCounts, int vocabularySize = DefaultVocabularySize)
    {
        var learner = new BpeLearner(wordCounts);
        var mergeCount = vocabularySize - learner._symbols.Count - _specialTokens.Length;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mergeCount, nameof(vocabularySize));
        var merges = new List<string>(mergeCount);
        while (merges.Count < mergeCount && learner.NextPair() is { } pair)
        {
            merges.Add($"{learner._symbols[pair.Left]} {learner._symbols[pair.Right]}");
            learner.Merge(pair);
        }
        var tokens = learner._symbols.Concat(_specialTokens).Index().ToDictionary(t => t.Item, t => t.Index, StringComparer.Ordinal);
        return new BpeVocabulary(tokens, merges);
    }

    private List<int> Spell(string word)
    {
        var characters = ByteAlphabet.Write(word);
        return [.. characters.Select((c, i) => _ids[i == characters.Length - 1 ? c + EndOfWord : c.ToString()])];
    }

    /// <summary>The most frequent pair whose symbol does not exist yet; the queue also holds counts that are no longer true.</summary>
    private (int Left, int Right)? NextPair()
    {
        while (_candidates.TryDequeue(out var pair, out var candidate))
        {
            if (_pairCounts.GetValueOrDefault(pair) == candidate.Count && !_ids.ContainsKey(candidate.Left + candidate.Right))
            {
                return pair;
            }
        }
        return null;
    }

    private void Merge((int Left, int Right) pair)
    {
        var merged = _symbols.Count;
        _symbols.Add(_symbols[pair.Left] + _symbols[pair.Right]);
        _ids.Add(_symbols[merged], merged);
        foreach (var word in _wordsWithPair[pair].ToArray())
        {
            Count(word, -1);
            _words[word] = Replace(_words[word], pair, merged);
            Count(word, +1);
        }
        Requeue();
    }

    private static List<int> Replace(List<int> symbols, (int Left, int Right) pair, int merged)
    {
        var replaced = new List<int>(symbols.Count - 1);
        for (var i = 0; i < symbols.Count; i++)
        {
            var isPair = i + 1 < symbols.Count && symbols[i] == pair.Left && symbols[i + 1] == pair.Right;
            replaced.Add(isPair ? merged : symbols[i]);
            i += isPair ? 1 : 0;
        }
        return replaced;
    }

    /// <summary>Adds a word's pairs to the counts, or takes them away.</summary>
    private void Count(int word, int sign)
    {
        var symbols = _words[word];
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            var pair = (symbols[i], symbols[i + 1]);
            _pairCounts[pair] = _pairCounts.GetValueOrDefault(pair) + (sign * _wordCounts[word]);
            if (!_wordsWithPair.TryGetValue(pair, out var words))
            {
                _wordsWithPair.Add(pair, words = []);
            }
            _ = sign > 0 ? words.Add(word) : words.Remove(word);
            _changed.Add(pair);
        }
    }

    private void Requeue()
    {
        foreach (var pair in _changed)
        {
            if (_pairCounts[pair] is >= MinPairCount and var count)
            {
                _candidates.Enqueue(pair, (count, _symbols[pair.Left], _symbols[pair.Right]));
            }
        }
        _changed.Clear();
    }

    private static int Compare((long Count, string Left, string Right) a, (long Count, string Left, string Right) b)
        => b.Count != a.Count ? b.Count.CompareTo(a.Count)
            : string.CompareOrdinal(a.Left, b.Left) is not 0 and var left ? left
            : string.CompareOrdinal(a.Right, b.Right);
}
