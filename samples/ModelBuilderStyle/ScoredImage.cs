namespace ModelBuilderStyle;

/// <summary>One image with its two answers, each with its probability.</summary>
/// <param name="Output">What the model gave.</param>
/// <param name="HasLabel">Whether the image's label is one of the classes.</param>
/// <param name="ZeroShotClass">The class with the highest zero-shot probability.</param>
internal sealed record ScoredImage(MLModel.ModelOutput Output, bool HasLabel, string ZeroShotClass)
{
    public string ImageSource => Output.ImageSource;

    public string AdaptedClass => Output.PredictedClass;

    public float ZeroShotProbability => Output.ZeroShotScore.Max();

    public float AdaptedProbability => Output.Score.Max();

    /// <summary>Whether the zero-shot answer is right; <see langword="null"/> where that is not known.</summary>
    public bool? ZeroShotIsRight => HasLabel ? ZeroShotClass == Output.Label : null;

    /// <summary>Whether the adapted answer is right; <see langword="null"/> where that is not known.</summary>
    public bool? AdaptedIsRight => HasLabel ? AdaptedClass == Output.Label : null;

    /// <summary>What adaptation did to the answer: fixed, broken, changed (where neither answer is known to be right), or nothing.</summary>
    public string Change => this switch
    {
        _ when ZeroShotClass == AdaptedClass => "",
        { AdaptedIsRight: true } => "fixed",
        { ZeroShotIsRight: true } => "broken",
        _ => "changed",
    };

    public static ScoredImage Create(MLModel.ModelOutput output, IReadOnlyList<string> classNames) =>
        new(output, classNames.Contains(output.Label), classNames[Array.IndexOf(output.ZeroShotScore, output.ZeroShotScore.Max())]);
}
