namespace Tpt.Pretraining.Evaluation;

/// <summary>Pictures in folders that are named after their classes; each picture is scored against all classes of its set.</summary>
/// <param name="Name">The name of the set's folder.</param>
/// <param name="ClassNames">The classes, in ordinal order.</param>
/// <param name="Images">The pictures, class by class.</param>
internal sealed record EvaluationSet(string Name, IReadOnlyList<string> ClassNames, IReadOnlyList<EvaluationImage> Images)
{
    private const string ValidationPrefix = "validation-";

    public bool IsValidation => IsValidationName(Name);

    /// <summary>Whether settings may be chosen on the set.</summary>
    public static bool IsValidationName(string name) => name.StartsWith(ValidationPrefix, StringComparison.Ordinal);

    /// <summary>Reads the sets of folders, those for validation first.</summary>
    /// <param name="folders">The folders, with the layout <c>set/class name/*.png</c>.</param>
    /// <param name="names">Which sets; none is all of them.</param>
    /// <param name="limit">The most images of a set, spread evenly over it; all its classes stay. Null is all of them.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A set is not there, or has no images, or a folder has no sets.</exception>
    public static IReadOnlyList<EvaluationSet> ReadAll(IReadOnlyList<string> folders, IReadOnlyCollection<string> names, int? limit)
    {
        string[] present = [.. folders.SelectMany(SetsIn)];
        if (names.Except(present.Select(path => Path.GetFileName(path))).FirstOrDefault() is { } missing)
        {
            throw new InvalidDataException($"There is no set '{missing}'. There are: {string.Join(", ", present.Select(path => Path.GetFileName(path)))}.");
        }
        return [.. present.Where(path => names.Count == 0 || names.Contains(Path.GetFileName(path)))
            .OrderByDescending(path => IsValidationName(Path.GetFileName(path)))
            .Select(path => Read(path, limit))];
    }

    private static string[] SetsIn(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. It should hold evaluation sets: set/class name/*.png.");
        }
        string[] sets = [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        return sets.Length > 0 ? sets : throw new InvalidDataException($"'{folder}' holds no evaluation sets; it should have the layout set/class name/*.png.");
    }

    private static EvaluationSet Read(string folder, int? limit)
    {
        string[] classes = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        EvaluationImage[] images = [.. classes.SelectMany(name => ReadClass(Path.Combine(folder, name), name))];
        return images.Length > 0
            ? new EvaluationSet(Path.GetFileName(folder), classes, Spread(images, limit))
            : throw new InvalidDataException($"'{folder}' holds no .png in folders that are named after classes.");
    }

    private static IEnumerable<EvaluationImage> ReadClass(string folder, string label)
        => Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal).Select(path => new EvaluationImage(path, label));

    private static EvaluationImage[] Spread(EvaluationImage[] images, int? limit)
        => limit is { } count && count < images.Length
            ? [.. Enumerable.Range(0, count).Select(i => images[(int)((long)i * images.Length / count)])]
            : images;
}
