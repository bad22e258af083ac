namespace Tpt.Engine;

/// <summary>
/// The settings of test-time prompt tuning. Every default is that of the reference implementation of Shu et al.,
/// NeurIPS 2022 (arXiv 2209.07511), unless a field says otherwise.
/// </summary>
public class TptClassifierOptions
{
    /// <summary>
    /// The prompt, with <c>{0}</c> where the class name goes. The words in front of the class name are the context that is tuned.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the model's own recommendation, or <c>"a photo of a {0}."</c> where it has none.</value>
    public string? PromptTemplate;

    /// <summary>What turns the views of one image into its scores.</summary>
    /// <value>The default is <see cref="TptMethod.PromptTuning"/>.</value>
    public TptMethod Method = TptMethod.PromptTuning;

    /// <summary>The number of views of each image: the centre view and <c>Views - 1</c> random crops. At least 1.</summary>
    /// <value>The default is 64 (section 4.1; the gains level off there).</value>
    public int Views = 64;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(Views * SelectionFraction)</c>,
    /// truncated as the reference does, and at least one. In (0, 1].
    /// </summary>
    /// <value>The default is 0.1 (section 4.1; the best percentile of its ablation).</value>
    public double SelectionFraction = 0.1;

    /// <summary>The number of optimizer steps on each image. 0 is plain zero-shot classification of the centre view.</summary>
    /// <value>The default is 1 (section 4.1).</value>
    public int Steps = 1;

    /// <summary>The learning rate of AdamW. Positive.</summary>
    /// <value>The default is 5e-3 (section 4.1).</value>
    public double LearningRate = 5e-3;

    /// <summary>The decoupled weight decay of AdamW, applied to the context vectors. At least 0.</summary>
    /// <value>The default is 0.01, AdamW's own default, which the reference leaves in place.</value>
    public double WeightDecay = 0.01;

    /// <summary>The smallest share of the image's area that a random crop covers. In (0, 1].</summary>
    /// <value>The default is 0.08 (RandomResizedCrop's own default, which the reference leaves in place).</value>
    public double CropScaleMin = 0.08;

    /// <summary>The largest share of the image's area that a random crop covers. In [<see cref="CropScaleMin"/>, 1].</summary>
    /// <value>The default is 1 (RandomResizedCrop's own default).</value>
    public double CropScaleMax = 1;

    /// <summary>The probability that a random crop is mirrored. In [0, 1].</summary>
    /// <value>The default is 0.5 (RandomHorizontalFlip's own default).</value>
    public double FlipProbability = 0.5;

    /// <summary>What the views other than the centre view are.</summary>
    /// <value>The default is <see cref="ViewAugmentation.Crops"/>, as in the reference on ImageNet; on fine-grained sets it uses AugMix.</value>
    public ViewAugmentation Augmentation = ViewAugmentation.Crops;

    /// <summary>
    /// The strength of AugMix's operations; a level is drawn from [0.1, severity). In [1, 10]. Without effect unless
    /// <see cref="Augmentation"/> is <see cref="ViewAugmentation.AugMix"/>.
    /// </summary>
    /// <value>The default is 1, as in the reference.</value>
    public int AugMixSeverity = 1;

    /// <summary>What becomes of an image's alpha channel.</summary>
    /// <value>The default is <see cref="AlphaHandling.Drop"/>, as in the reference.</value>
    public AlphaHandling Alpha = AlphaHandling.Drop;

    /// <summary>
    /// The seed of the views. An image's views follow from this number and from its own pixels, so they do not depend on
    /// its place in the data.
    /// </summary>
    /// <value>The default is <see langword="null"/>: 0, the default of the reference's command line.</value>
    public int? Seed;

    /// <summary>Whether more than the centre view is looked at: not in plain zero-shot classification.</summary>
    internal bool UsesViews => Method != TptMethod.PromptTuning || Steps > 0;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range: the message names it, its value and the range.</exception>
    public void Validate() => TptClassifierOptionsValidator.Validate(this);

    internal TptClassifierOptions Snapshot() => (TptClassifierOptions)MemberwiseClone();
}
