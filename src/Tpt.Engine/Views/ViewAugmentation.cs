namespace Tpt.Engine.Views;

/// <summary>What the views other than the centre view are.</summary>
/// <example>
/// <code>
/// // As the reference does for flowers, pets, cars and the other fine-grained sets.
/// var options = new TptClassifierOptions { Views = { Augmentation = ViewAugmentation.AugMix, AugMixSeverity = 1 } };
/// </code>
/// </example>
public enum ViewAugmentation
{
    /// <summary>Random resized crops, mirrored at random. The reference uses it for ImageNet and its variants.</summary>
    Crops,

    /// <summary>
    /// AugMix of random resized crops (Hendrycks et al. 2020, arXiv 1912.02781). The reference uses it for the fine-grained
    /// data sets. Its draws come from the same generator as the crops', where the reference takes numpy's: the distributions
    /// are the same, the views of a given seed are not.
    /// </summary>
    AugMix,
}
