namespace Tpt.Pretraining.Pictures.Splits;

/// <summary>The committed files in the folder Splits: what is held out, what is for validation, and what is trained on.</summary>
/// <param name="HeldOutConcepts">Looked at once, at the end.</param>
/// <param name="ValidationConcepts">Recipe and settings are chosen on them.</param>
/// <param name="HeldOutStyles">Names of styles.</param>
/// <param name="ValidationStyles">Names of styles.</param>
/// <param name="TrainingPictures">Every picture that is trained on: a line <c>package, tab, picture, tab, concept</c>, sorted.</param>
internal sealed record SplitFiles(
    SplitFile HeldOutConcepts,
    SplitFile ValidationConcepts,
    IReadOnlySet<string> HeldOutStyles,
    IReadOnlySet<string> ValidationStyles,
    IReadOnlyList<string> TrainingPictures)
{
    public const string HeldOutConceptsName = "held-out-concepts.txt";
    public const string ValidationConceptsName = "validation-concepts.txt";
    public const string HeldOutStylesName = "held-out-styles.txt";
    public const string ValidationStylesName = "validation-styles.txt";
    public const string TrainingPicturesName = "training-pictures.tsv";

    /// <summary>Those that the program was built with.</summary>
    public static SplitFiles Committed { get; } = Read(Path.Combine(AppContext.BaseDirectory, "Splits"));

    /// <exception cref="IOException">One of the files is not in the folder.</exception>
    public static SplitFiles Read(string folder)
    {
        string[] Lines(string name) => File.ReadAllLines(Path.Combine(folder, name));
        return new SplitFiles(
            SplitFile.Parse(Lines(HeldOutConceptsName)),
            SplitFile.Parse(Lines(ValidationConceptsName)),
            Lines(HeldOutStylesName).ToHashSet(StringComparer.Ordinal),
            Lines(ValidationStylesName).ToHashSet(StringComparer.Ordinal),
            Lines(TrainingPicturesName));
    }

    public Split OfConcept(string name)
        => HeldOutConcepts.Covers(name) ? Split.HeldOut : ValidationConcepts.Covers(name) ? Split.Validation : Split.Training;
}
