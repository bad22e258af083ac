using Tpt.Pretraining.Pictures;

namespace Tpt.Pretraining.Texts;

/// <summary>Captions for pictures, and pairs of texts that mean the same thing.</summary>
/// <remarks>
/// Names, keywords and glosses of held-out concepts may occur in pairs of texts: only their pictures are held out. Whoever
/// draws pictures asks for captions of training concepts only.
/// </remarks>
internal sealed class CaptionSampler
{
    /// <summary>How often a caption is the name in the evaluation's sentence, and nothing else.</summary>
    public const double EvaluationShare = 0.6;

    private const double PairsFromConcepts = 0.5;
    private const double ConceptEntryWeight = 4;
    private const int FrequentEnough = 10;

    private readonly Dictionary<string, CaptionWords> _words;
    private readonly List<Concept> _describedConcepts;
    private readonly WeightedChoice<WordNetEntry>? _entries;

    /// <param name="concepts">All of them, held-out ones too.</param>
    /// <param name="entries">WordNet's; those that define a concept are drawn more often.</param>
    public CaptionSampler(IReadOnlyList<Concept> concepts, IReadOnlyList<WordNetEntry> entries)
    {
        _words = CaptionWords.Of(concepts).ToDictionary(w => w.Name, StringComparer.Ordinal);
        _describedConcepts = [.. concepts.Where(IsDescribed)];
        var glosses = concepts.Select(c => c.Gloss).ToHashSet(StringComparer.Ordinal);
        _entries = entries.Count == 0 ? null : new WeightedChoice<WordNetEntry>(entries, entry => Weight(entry, glosses.Contains(entry.Gloss)));
        if (_entries is null && _describedConcepts.Count == 0)
        {
            throw new ArgumentException("There is nothing to pair: no concept has keywords, a gloss or hypernyms, and there are no WordNet entries.", nameof(entries));
        }
    }

    /// <summary>A caption for a picture of a concept, lower case.</summary>
    /// <exception cref="ArgumentException">The concept is not among those of the constructor.</exception>
    public string Caption(Concept concept, Random random)
    {
        var words = Words(concept);
        var draw = random.NextDouble();
        return draw switch
        {
            < EvaluationShare => CaptionTemplates.Fill(words.Name),
            < 0.72 => CaptionTemplates.FillOther(words.Name, random),
            < 0.79 when words.Synonyms.Count > 0 => CaptionTemplates.Fill(Any(words.Synonyms, random)),
            < 0.88 when words.KeywordCount > 0 => $"{Sentence(words.Name, random)} {Keywords(words, 1, 3, random)}",
            < 0.91 when words.KeywordCount > 1 => Keywords(words, 2, 4, random),
            < 0.96 when concept.Gloss.Length > 0 => random.Next(2) == 0 ? concept.Gloss : $"{words.Name}, {concept.Gloss}",
            _ when concept.Hypernyms.Count > 0 => $"{Sentence(words.Name, random)} a kind of {Any(concept.Hypernyms, random)}",
            _ => Sentence(words.Name, random),
        };
    }

    /// <summary>Two texts that mean the same thing: half from concepts, held-out ones among them, half from WordNet.</summary>
    public (string First, string Second) TextPair(Random random)
        => _entries is null || (_describedConcepts.Count > 0 && random.NextDouble() < PairsFromConcepts)
            ? Pair(_describedConcepts[random.Next(_describedConcepts.Count)], random)
            : Pair(_entries.Next(random), random);

    private (string First, string Second) Pair(Concept concept, Random random)
    {
        var words = Words(concept);
        var others = new List<string>(4);
        if (words.KeywordCount > 0)
        {
            others.Add(Keywords(words, 2, 5, random));
        }
        if (words.Synonyms.Count > 0)
        {
            others.Add(Sentence(Any(words.Synonyms, random), random));
        }
        if (concept.Gloss.Length > 0)
        {
            others.Add(concept.Gloss);
        }
        if (concept.Hypernyms.Count > 0)
        {
            others.Add(KindOf(concept.Hypernyms));
        }
        return (Sentence(words.Name, random), Any(others, random));
    }

    private static (string First, string Second) Pair(WordNetEntry entry, Random random)
    {
        var word = random.Next(entry.Words.Count);
        var draw = random.NextDouble();
        var second = draw switch
        {
            < 0.55 => entry.Gloss,
            < 0.7 when entry.Words.Count > 1 => Sentence(entry.Words[(word + random.Next(1, entry.Words.Count)) % entry.Words.Count], random),
            _ when entry.Hypernyms.Count > 0 => KindOf(entry.Hypernyms),
            _ => entry.Gloss,
        };
        return (Sentence(entry.Words[word], random), second);
    }

    /// <summary>The evaluation's sentence as often as not.</summary>
    private static string Sentence(string name, Random random) => random.Next(2) == 0 ? CaptionTemplates.Fill(name) : CaptionTemplates.FillOther(name, random);

    private static string Keywords(CaptionWords words, int atLeast, int atMost, Random random)
        => string.Join(", ", words.SampleKeywords(random.Next(atLeast, atMost + 1), random));

    private static string KindOf(IReadOnlyList<string> hypernyms) => $"a kind of {string.Join(", ", hypernyms.Take(2))}";

    private static string Any(IReadOnlyList<string> texts, Random random) => texts[random.Next(texts.Count)];

    private static double Weight(WordNetEntry entry, bool definesConcept)
        => (definesConcept ? ConceptEntryWeight : 1) * (1 + (Math.Min(entry.Frequency, FrequentEnough) / 5.0)) * entry.Category switch
        {
            "animal" or "food" or "plant" => 1.5,
            "person" => 0.6,
            _ => 1,
        };

    private bool IsDescribed(Concept concept)
        => concept.Gloss.Length > 0 || concept.Hypernyms.Count > 0 || Words(concept) is var words && words.KeywordCount + words.Synonyms.Count > 0;

    private CaptionWords Words(Concept concept)
        => _words.TryGetValue(concept.Name, out var words)
            ? words
            : throw new ArgumentException($"The concept '{concept.Name}' is not among those that the sampler was made for.", nameof(concept));
}
