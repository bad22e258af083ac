using System.Text.RegularExpressions;
using Tpt.Pretraining.Evaluation.Reports;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The sets that the built-in model is evaluated on: folders <c>set/class name/*.png</c>, whose names say what they are for.</summary>
internal static partial class BuiltInSets
{
    private const string ValidationPrefix = "validation-";

    /// <summary>Whether settings may be chosen on the set of this name.</summary>
    public static bool IsValidation(string set) => set.StartsWith(ValidationPrefix, StringComparison.Ordinal);

    /// <summary>Reads the sets of folders, those for validation first.</summary>
    /// <param name="folders">The folders, with the layout <c>set/class name/*.png</c>.</param>
    /// <param name="names">Which sets; none is all of them.</param>
    /// <param name="limit">The most images of a set; null is all of them.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A set is not there, or has no images, or a folder has no sets.</exception>
    public static IReadOnlyList<LabelledSet> ReadAll(IReadOnlyList<string> folders, IReadOnlyCollection<string> names, int? limit)
    {
        string[] present = [.. folders.SelectMany(SetsIn)];
        if (names.Except(present.Select(path => Path.GetFileName(path))).FirstOrDefault() is { } missing)
        {
            throw new InvalidDataException($"There is no set '{missing}'. There are: {string.Join(", ", present.Select(path => Path.GetFileName(path)))}.");
        }
        return [.. present.Where(path => names.Count == 0 || names.Contains(Path.GetFileName(path)))
            .OrderByDescending(path => IsValidation(Path.GetFileName(path)))
            .Select(path => LabelledFolder.Read(path, classes: null, limit))];
    }

    /// <summary>Every set, each pool behind its sets: those that have the same style and differ in the group of their concepts.</summary>
    public static IReadOnlyList<SetScore> Scores(IEnumerable<ImagePrediction> predictions)
        => [.. predictions.GroupBy(prediction => PoolName(prediction.Set)).SelectMany(OfPool)];

    private static string[] SetsIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. It should hold evaluation sets: set/class name/*.png.");
        }
        string[] sets = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        return sets.Length > 0 ? sets : throw new InvalidDataException($"'{folder}' holds no evaluation sets; it should have the layout set/class name/*.png.");
    }

    private static SetScore[] OfPool(IGrouping<string, ImagePrediction> pool)
    {
        SetScore[] sets = [.. SetScore.OfEach(pool)];
        return sets.Length > 1 ? [.. sets, new SetScore($"{pool.Key} ({string.Join(" + ", sets.Select(set => GroupName(set.Name)))})", [.. pool])] : sets;
    }

    private static string PoolName(string set) => SeenGroup().Match(set) is { Success: true } match ? match.Groups["pool"].Value : set;

    private static string GroupName(string set) => SeenGroup().Match(set).Groups["group"].Value;

    [GeneratedRegex("^(?<pool>.*style-seen)-(?<group>.+)$")]
    private static partial Regex SeenGroup();
}
