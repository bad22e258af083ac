using Tpt.Pretraining.Pictures.Concepts;

namespace Tpt.Pretraining.Pictures.Splits;

/// <summary>A committed list of what may not be trained on: a line <c>word, tab, concept</c> for each concept of the word's family.</summary>
/// <param name="Words">No name of a concept or icon that has one of these words may be trained on.</param>
/// <param name="Concepts">The concepts of the split.</param>
internal sealed record SplitFile(IReadOnlySet<string> Words, IReadOnlySet<string> Concepts)
{
    /// <exception cref="InvalidDataException">A line is not of that form.</exception>
    public static SplitFile Parse(IEnumerable<string> lines)
    {
        var fields = lines.Where(l => l.Length > 0).Select(l => l.Split('\t')).ToArray();
        return fields.FirstOrDefault(f => f.Length != 2) is { } wrong
            ? throw new InvalidDataException($"'{string.Join('\t', wrong)}' is no line of a list of concepts; it must be a word, a tab and a concept's name.")
            : new SplitFile(fields.Select(f => f[0]).ToHashSet(StringComparer.Ordinal), fields.Select(f => f[1]).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Whether a concept or an icon of this name belongs to the split.</summary>
    public bool Covers(string name) => Concepts.Contains(name) || ConceptWords.Of(name).Any(Words.Contains);
}
