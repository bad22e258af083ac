using Tpt.Pretraining.Pictures;

namespace Tpt.Pretraining.Texts;

/// <summary>What may stand for a concept in its captions.</summary>
internal sealed class CaptionWords
{
    private readonly IReadOnlyList<string> _keywords;
    private readonly double[] _weights;

    private CaptionWords(string name, IReadOnlyList<string> synonyms, IReadOnlyList<string> keywords, double[] weights)
        => (Name, Synonyms, _keywords, _weights) = (name, synonyms, keywords, weights);

    public string Name { get; }

    /// <summary>Synonyms that no other concept has as its name or synonym.</summary>
    public IReadOnlyList<string> Synonyms { get; }

    public int KeywordCount => _keywords.Count;

    /// <summary>The words of every concept, in the order of the concepts.</summary>
    public static IReadOnlyList<CaptionWords> Of(IReadOnlyList<Concept> concepts)
    {
        var names = concepts.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var synonymUses = Uses(concepts, c => c.Synonyms);
        var keywordUses = Uses(concepts, c => c.Keywords.Concat(c.Synonyms).Append(c.Name));
        return [.. concepts.Select(concept =>
        {
            string[] synonyms = [.. concept.Synonyms.Distinct().Where(s => !names.Contains(s) && synonymUses[s] == 1)];
            string[] keywords = [.. concept.Keywords.Distinct().Where(k => k != concept.Name)];
            return new CaptionWords(concept.Name, synonyms, keywords, [.. keywords.Select(k => 1.0 / keywordUses[k])]);
        })];
    }

    /// <summary>Different keywords in a random order, one that many concepts share seldom: at most <paramref name="count"/>.</summary>
    public IReadOnlyList<string> SampleKeywords(int count, Random random)
    {
        var left = Enumerable.Range(0, _keywords.Count).ToList();
        var sample = new List<string>(count);
        while (sample.Count < count && left.Count > 0)
        {
            var chosen = new WeightedChoice<int>(left, i => _weights[i]).Next(random);
            left.Remove(chosen);
            sample.Add(_keywords[chosen]);
        }
        return sample;
    }

    private static Dictionary<string, int> Uses(IReadOnlyList<Concept> concepts, Func<Concept, IEnumerable<string>> words)
        => concepts.SelectMany(c => words(c).Distinct()).CountBy(w => w).ToDictionary(StringComparer.Ordinal);
}
