using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Pictures;

namespace Tpt.Pretraining.Texts;

/// <summary>How often each word occurs in the texts that the vocabulary is learned from, split as CLIP's tokenizer splits.</summary>
internal sealed class WordCounts
{
    private const int NameWeight = 12;
    private const int ConceptTextWeight = 4;
    private const int TemplateWeight = 2000;

    private readonly ClipPreTokenizer _preTokenizer = new([]);
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Words as they are spelled after normalisation.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Names count 12 times, what else is said of concepts 4 times, WordNet once; sentences are made of whole words.</summary>
    public static IReadOnlyDictionary<string, long> Of(IEnumerable<Concept> concepts, IEnumerable<WordNetEntry> entries)
    {
        var words = new WordCounts();
        foreach (var concept in concepts)
        {
            words.Add(concept.Name, NameWeight);
            words.Add([.. concept.Keywords, .. concept.Synonyms, concept.Gloss, .. concept.Hypernyms], ConceptTextWeight);
        }
        foreach (var entry in entries)
        {
            words.Add([.. entry.Words, entry.Gloss, .. entry.Hypernyms], 1);
        }
        words.Add(CaptionTemplates.Others.Append(CaptionTemplates.Evaluation).Distinct().Select(t => t.Replace("{0}", "", StringComparison.Ordinal)).Append("a kind of"), TemplateWeight);
        return words.Counts;
    }

    /// <summary>Counts a text's words, each occurrence <paramref name="times"/> times.</summary>
    public void Add(string text, int times)
    {
        var normalized = ClipTextNormalizer.Normalize(text);
        foreach (var (offset, length) in _preTokenizer.PreTokenize(normalized))
        {
            var word = normalized.Substring(offset, length);
            _counts[word] = _counts.GetValueOrDefault(word) + times;
        }
    }

    private void Add(IEnumerable<string> texts, int times)
    {
        foreach (var text in texts)
        {
            Add(text, times);
        }
    }
}
