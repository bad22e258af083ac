using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Sets;
using Tpt.Pretraining.Pictures.Splits;

namespace Tpt.Pretraining.Tests.Pictures;

/// <summary>Judges lines of training-pictures.tsv by the split files, in its own way: from the words in the files, not by the program's classes.</summary>
internal static class TrainingList
{
    /// <summary>What is wrong with the lines; empty where all may be trained on.</summary>
    /// <param name="lines"><c>package, tab, picture, tab, concept</c>.</param>
    /// <param name="splitsFolder">The folder with the split files.</param>
    /// <param name="notices">The text of THIRD-PARTY-NOTICES.</param>
    public static IEnumerable<string> Violations(IEnumerable<string> lines, string splitsFolder, string notices)
    {
        var concepts = Read(splitsFolder, SplitFiles.HeldOutConceptsName).Concat(Read(splitsFolder, SplitFiles.ValidationConceptsName)).ToArray();
        var forbiddenConcepts = concepts.Select(l => l.Split('\t')[1]).ToHashSet(StringComparer.Ordinal);
        var forbiddenWords = concepts.Select(l => l.Split('\t')[0]).ToHashSet(StringComparer.Ordinal);
        var forbiddenStyles = Read(splitsFolder, SplitFiles.HeldOutStylesName).Concat(Read(splitsFolder, SplitFiles.ValidationStylesName)).ToHashSet(StringComparer.Ordinal);
        var packages = PictureSets.All.ToDictionary(s => s.Package.Name, StringComparer.Ordinal);

        foreach (var line in lines)
        {
            var (package, picture, concept) = line.Split('\t') is [var p, var i, var c] ? (p, i, c) : throw new InvalidDataException(line);
            if (!packages.TryGetValue(package, out var set))
            {
                yield return $"{line}: no such package";
                continue;
            }
            if (set.Split != Split.Training || set.Variants.Any(v => forbiddenStyles.Contains(v.Style)))
            {
                yield return $"{line}: its style is not for training";
            }
            if (forbiddenConcepts.Contains(concept))
            {
                yield return $"{line}: its concept is not for training";
            }
            if (ConceptWords.Of(concept).Concat(set.Kind == SetKind.Icons ? ConceptWords.Of(picture) : []).FirstOrDefault(forbiddenWords.Contains) is { } word)
            {
                yield return $"{line}: it has the word '{word}'";
            }
            if (!notices.Contains($"{package} {set.Package.Version}", StringComparison.Ordinal))
            {
                yield return $"{line}: its package is not in THIRD-PARTY-NOTICES";
            }
        }
    }

    private static string[] Read(string folder, string name) => File.ReadAllLines(Path.Combine(folder, name));
}
