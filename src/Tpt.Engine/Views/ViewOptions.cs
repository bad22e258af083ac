using Tpt.Engine.Validation;

namespace Tpt.Engine.Views;

/// <summary>
/// The views of an image: its centre view and random crops. Every default is that of the reference implementation of Shu et al.,
/// NeurIPS 2022 (arXiv 2209.07511).
/// </summary>
/// <example>
/// <code>
/// // As the reference does for flowers, pets, cars and the other fine-grained sets.
/// var options = new TptClassifierOptions { Views = { Augmentation = ViewAugmentation.AugMix, AugMixSeverity = 1, Seed = 1 } };
/// </code>
/// </example>
public sealed record ViewOptions : IOptionGroup
{
    internal const int Most = 4096;

    /// <summary>The number of views of each image: the centre view and <c>Count - 1</c> random crops. In [1, 4096], and at most 2 GB an image: 3,566 views of 224 x 224 pixels.</summary>
    /// <remarks>A method that looks at the centre view alone makes one view, whatever this says.</remarks>
    /// <value>The default is 64 (section 4.1; the gains level off there).</value>
    [Within(1, Most, Because = "every view of an image is in memory, and the paper uses 64")]
    public int Count { get; set; } = 64;

    /// <summary>The smallest share of the image's area that a random crop covers. In (0, 1].</summary>
    /// <value>The default is 0.08 (RandomResizedCrop's own default, which the reference leaves in place).</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double CropScaleMin { get; set; } = 0.08;

    /// <summary>The largest share of the image's area that a random crop covers. In [<see cref="CropScaleMin"/>, 1].</summary>
    /// <value>The default is 1 (RandomResizedCrop's own default).</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double CropScaleMax { get; set; } = 1;

    /// <summary>The probability that a random crop is mirrored. In [0, 1].</summary>
    /// <value>The default is 0.5 (RandomHorizontalFlip's own default).</value>
    [Within(0, 1)]
    public double FlipProbability { get; set; } = 0.5;

    /// <summary>What the views other than the centre view are.</summary>
    /// <value>The default is <see cref="ViewAugmentation.Crops"/>, as in the reference on ImageNet; on fine-grained sets it uses AugMix.</value>
    public ViewAugmentation Augmentation { get; set; } = ViewAugmentation.Crops;

    /// <summary>
    /// The strength of AugMix's operations; a level is drawn from [0.1, severity). In [1, 10]. Without effect unless
    /// <see cref="Augmentation"/> is <see cref="ViewAugmentation.AugMix"/>.
    /// </summary>
    /// <value>The default is 1, as in the reference.</value>
    [Within(1, 10)]
    public int AugMixSeverity { get; set; } = 1;

    /// <summary>
    /// The seed of the views, and of the context where it is random. Any number. An image's views follow from this number and from its
    /// own pixels, so they do not depend on its place in the data.
    /// </summary>
    /// <value>The default is <see langword="null"/>: 0, the default of the reference's command line; in ML.NET the seed of the <c>MLContext</c>, where it has one.</value>
    public int? Seed { get; set; }

    void IOptionGroup.CheckTogether(string path)
        => OptionCheck.Require(CropScaleMax >= CropScaleMin, path + nameof(CropScaleMax), CropScaleMax,
            FormattableString.Invariant($"at least {path}{nameof(CropScaleMin)}, which is {CropScaleMin}"));
}
