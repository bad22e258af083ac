namespace ModelBuilderStyle;

/// <summary>One image with its two answers, each with its probability.</summary>
internal sealed record ScoredImage(
    string ImageSource,
    string? Label,
    string ZeroShotClass,
    float ZeroShotProbability,
    string AdaptedClass,
    float AdaptedProbability)
{
    public bool ZeroShotIsRight => ZeroShotClass == Label;

    public bool AdaptedIsRight => AdaptedClass == Label;

    /// <summary>What adaptation did to the answer: fixed, broken, changed (from one wrong class to another), or nothing.</summary>
    public string Change => this switch
    {
        _ when ZeroShotClass == AdaptedClass => "",
        { AdaptedIsRight: true } => "fixed",
        { ZeroShotIsRight: true } => "broken",
        _ => "changed",
    };

    public static ScoredImage Create(MLModel.ModelOutput output, IReadOnlyList<string> classNames, bool hasLabel)
    {
        var zeroShot = IndexOfMax(output.ZeroShotScore);
        return new ScoredImage(
            output.ImageSource,
            hasLabel ? output.Label : null,
            classNames[zeroShot],
            output.ZeroShotScore[zeroShot],
            output.PredictedClass,
            output.Score[IndexOfMax(output.Score)]);
    }

    private static int IndexOfMax(float[] scores) => Array.IndexOf(scores, scores.Max());
}
