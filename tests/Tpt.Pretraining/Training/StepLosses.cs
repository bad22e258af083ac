namespace Tpt.Pretraining.Training;

/// <summary>What a step saw, in nats and shares.</summary>
/// <param name="ImageToText">Cross entropy of finding each picture's caption in the batch.</param>
/// <param name="TextToImage">Cross entropy of finding each caption's picture.</param>
/// <param name="TextToText">The same between the two texts of a pair, both directions.</param>
/// <param name="Accuracy">The share of pictures whose caption was the best match.</param>
internal readonly record struct StepLosses(double ImageToText, double TextToImage, double TextToText, double Accuracy)
{
    public static StepLosses operator +(StepLosses a, StepLosses b)
        => new(a.ImageToText + b.ImageToText, a.TextToImage + b.TextToImage, a.TextToText + b.TextToText, a.Accuracy + b.Accuracy);

    public static StepLosses operator /(StepLosses a, int count)
        => new(a.ImageToText / count, a.TextToImage / count, a.TextToText / count, a.Accuracy / count);
}
