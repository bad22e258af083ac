namespace ModelBuilderStyle;

/// <summary>One image as it stands in a file of results. An image without an answer has an error in place of scores.</summary>
internal sealed record ResultRow(
    string Path,
    string? Label,
    string? PredictedClass,
    float? Probability,
    string? ZeroShotClass,
    float? ZeroShotProbability,
    string? Error,
    IReadOnlyDictionary<string, float>? Scores,
    IReadOnlyDictionary<string, float>? ZeroShotScores)
{
    /// <summary>All images of an evaluation, in the order of their paths.</summary>
    public static IEnumerable<ResultRow> Of(Evaluation evaluation) =>
        evaluation.Images.Select(image => Of(image, evaluation.ClassNames))
            .Concat(evaluation.Unusable.Select(unusable => new ResultRow(
                unusable.Image.ImageSource, LabelOrNull(unusable.Image.Label), null, null, null, null, unusable.Reason, null, null)))
            .OrderBy(row => row.Path, StringComparer.Ordinal);

    private static ResultRow Of(ScoredImage image, IReadOnlyList<string> classNames) => new(
        image.ImageSource,
        LabelOrNull(image.Output.Label),
        image.AdaptedClass,
        image.AdaptedProbability,
        image.ZeroShotClass,
        image.ZeroShotProbability,
        null,
        Named(classNames, image.Output.Score),
        Named(classNames, image.Output.ZeroShotScore));

    private static string? LabelOrNull(string label) => label.Length > 0 ? label : null;

    private static Dictionary<string, float> Named(IReadOnlyList<string> classNames, float[] scores) =>
        classNames.Zip(scores).ToDictionary(pair => pair.First, pair => pair.Second);
}
