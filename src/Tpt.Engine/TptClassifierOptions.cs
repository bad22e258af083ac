using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Tpt.Engine;

/// <summary>
/// The settings of test-time prompt tuning. Every default is that of the reference implementation of Shu et al.,
/// NeurIPS 2022 (arXiv 2209.07511), unless a field says otherwise.
/// </summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions
/// {
///     PromptTemplate = "a sketch of a {0}.",
///     Views = 32,
///     SelectionFraction = 0.2,
///     Augmentation = ViewAugmentation.AugMix,
///     Seed = 1,
/// };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public class TptClassifierOptions
{
    /// <summary>
    /// The prompt, with <c>{0}</c> where the class name goes. The words in front of the class name are the context that is
    /// tuned, one vector a word; <see cref="ClassTokenPosition"/> can add those behind it. An underscore is a space. At most 1,000 characters.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the model's own recommendation, or <c>"a photo of a {0}."</c> where it has none.</value>
    public string? PromptTemplate;

    /// <summary>
    /// Where the class name stands among the context vectors. In the middle it stands where the template shows it, when
    /// words follow it, as <c>[CLS]</c> does in the reference; else half of the vectors precede it.
    /// </summary>
    /// <value>The default is <see cref="ClassTokenPosition.End"/> (the reference's command line).</value>
    public ClassTokenPosition ClassTokenPosition = ClassTokenPosition.End;

    /// <summary>What the context vectors are before an image tunes them, unless there is a <see cref="SoftPromptPath"/>.</summary>
    /// <value>The default is <see cref="ContextInitialization.Words"/> (section 4.1: "a photo of a").</value>
    public ContextInitialization ContextInitialization = ContextInitialization.Words;

    /// <summary>
    /// The number of context vectors. With <see cref="ContextInitialization.Words"/>, at most the number of words in front of
    /// the class name, and at <see cref="ClassTokenPosition.End"/> only: the words that are left stay as they are. With
    /// <see cref="ContextInitialization.Random"/>, at least 1 and 3 less than the tokens that the text tower reads, 74 for CLIP's own models. Never above 1,000.
    /// </summary>
    /// <value>The default is <see langword="null"/>: one a word of the prompt, as in the reference, or as many as the soft prompt has.</value>
    public int? ContextTokens;

    /// <summary>
    /// A soft prompt that CoOp trained, in place of the template's words: a safetensors file with <c>ctx</c>, or the
    /// <c>.pth.tar</c> that CoOp publishes. Its length is the number of context vectors.
    /// </summary>
    /// <value>The default is <see langword="null"/>: none. The reference's "TPT + CoOp" takes the four vectors trained on ImageNet.</value>
    /// <example>
    /// <code>
    /// // The context that CoOp's authors trained on ImageNet with 16 images a class.
    /// var options = new TptClassifierOptions { SoftPromptPath = "coop/model.pth.tar-50" };
    /// </code>
    /// </example>
    public string? SoftPromptPath;

    /// <summary>
    /// Templates of a prompt ensemble for <see cref="TptPrediction.ZeroShotScores"/>, each with <c>{0}</c> where the class name
    /// goes: the mean of their L2-normalised class features, normalised again. Tuning starts from <see cref="PromptTemplate"/>
    /// all the same. <see cref="PromptTemplates.FromFile"/> reads such a list. At least 1 and at most 1,000, of at most 1,000 characters each.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the prompt itself.</value>
    /// <example>
    /// <code>
    /// var options = new TptClassifierOptions { ZeroShotTemplates = ["a photo of a {0}.", "a painting of a {0}.", "the plastic {0}."] };
    /// </code>
    /// </example>
    public IReadOnlyList<string>? ZeroShotTemplates;

    /// <summary>What turns the views of one image into its scores.</summary>
    /// <value>The default is <see cref="TptMethod.PromptTuning"/>.</value>
    public TptMethod Method = TptMethod.PromptTuning;

    /// <summary>The number of views of each image: the centre view and <c>Views - 1</c> random crops. In [1, 4096], and at most 2 GB an image: 3,566 views of 224 x 224 pixels.</summary>
    /// <value>The default is 64 (section 4.1; the gains level off there).</value>
    public int Views = 64;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(Views * SelectionFraction)</c>,
    /// truncated as the reference does. In (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1 (section 4.1; the best percentile of its ablation).</value>
    public double SelectionFraction = 0.1;

    /// <summary>The number of optimizer steps on each image. 0 is plain zero-shot classification of the centre view. In [0, 1000].</summary>
    /// <value>The default is 1 (section 4.1).</value>
    public int Steps = 1;

    /// <summary>The learning rate of AdamW. In (0, 100]: a step moves each number of the context by about as much.</summary>
    /// <value>The default is 5e-3 (section 4.1).</value>
    public double LearningRate = 5e-3;

    /// <summary>The decoupled weight decay of AdamW, applied to the context vectors. In [0, 100], and <c>LearningRate * WeightDecay</c> at most 1.</summary>
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

    /// <summary>
    /// Whether the images of a batch go through the text tower together once their prompts are tuned. It pays where one image leaves
    /// the device idle, that is, with few classes. Rounding then depends on the batch: an image's scores differ in their last digits
    /// with the number of its neighbours, and near <see cref="ExactMargin"/> these decide whether it is computed again. Without effect together with <see cref="PruningTolerance"/> or <see cref="FirstOrderTolerance"/>.
    /// </summary>
    /// <value>The default is <see langword="false"/>: an image's scores have the same bits in any company.</value>
    public bool ShareTextPasses;

    /// <summary>
    /// An approximation for many classes: the share of probability that may lie, on any confident view and on the centre view, on
    /// classes whose text features are left as they are before tuning, and which the gradient of tuning leaves out. All classes are scored. In [0, 1).
    /// </summary>
    /// <value>The default is 0: every class is tuned, as published.</value>
    public double PruningTolerance;

    /// <summary>
    /// An approximation for many classes: the largest error of a score, by an estimate, that may come from class features which follow the tuned
    /// prompt to first order, by their derivative, in place of a pass of the text tower. The most probable classes are always
    /// computed exactly; their error is taken for that of the others, and as many classes are computed as bring it to this
    /// bound, if need be all. Classes that <see cref="PruningTolerance"/> leaves out follow to first order too, and count in the
    /// gradient with it, so that it may be larger. The derivative is prepared once for the classes, in
    /// <see cref="FirstOrderRank"/> passes over all prompts and as many backward over some. In [0, 1).
    /// </summary>
    /// <value>The default is 0: every class goes through the text tower, as published.</value>
    public double FirstOrderTolerance;

    /// <summary>
    /// The rank of the derivative that <see cref="FirstOrderTolerance"/> is about. A larger one is closer, and takes longer to
    /// prepare and more memory: classes x embedding x rank numbers, 131 MB for 1000 classes of ViT-B. In [1, 1024], and what the memory holds.
    /// </summary>
    /// <value>The default is 64.</value>
    public int FirstOrderRank = 64;

    /// <summary>
    /// An approximation of the image tower's pass over the views other than the centre view: the share of a view's patches that is
    /// merged with others like them, layer by layer (token merging, Bolya et al., ICLR 2023). The centre view, which is what gets
    /// classified, and the views that are the most confident so, two for each that is kept, are computed whole. So what may be off is
    /// which views are kept. In [0, 1), and for vision transformers alone. At 0.9, a view takes about half of the arithmetic.
    /// </summary>
    /// <value>The default is 0: every view is computed whole, as published.</value>
    public double TokenMerging;

    /// <summary>
    /// A check on approximations: an image whose two highest scores are less than this apart is classified again, in 32-bit floats and
    /// with every class computed, since there an approximation may turn the order. It bears on <see cref="PruningTolerance"/>,
    /// <see cref="FirstOrderTolerance"/>, <see cref="ShareTextPasses"/>, <see cref="TokenMerging"/> and an image tower in 16 bits; a model that the engine loads
    /// by itself keeps its 32-bit weights for that with <see cref="ClipLoadOptions.KeepFloat32"/>. In [0, 1).
    /// </summary>
    /// <remarks>
    /// Where the approximations move no score by more than d, the predicted class is the exact one for every image at a value of 2 d. d is
    /// none of the tolerances: the benchmark <c>agreement</c> measures it on pictures (<c>max_score_diff</c>), and the largest margin
    /// at which a class did change (<c>changed_margin</c>).
    /// </remarks>
    /// <value>The default is 0: no image is classified twice.</value>
    public double ExactMargin;

    /// <summary>
    /// How many prompts go through the text tower together. It bounds the memory of the gradient, which does not grow with the
    /// number of classes beyond it. In [1, 4096].
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: as many as keep the graph of one chunk near 256 MB, about 130 at the size of ViT-B's
    /// text tower, with which the benchmark <c>text</c> measured a peak of 1.3 GB at 1000 classes, weights included.
    /// </value>
    public int? ClassChunkSize;

    /// <summary>What becomes of an image's alpha channel.</summary>
    /// <remarks>
    /// SkiaSharp decodes the transparent pixels of a GIF file, and what its first frame does not cover, as transparent black: they are
    /// black with <see cref="AlphaHandling.Drop"/> and white with <see cref="AlphaHandling.CompositeOnWhite"/>.
    /// </remarks>
    /// <value>The default is <see cref="AlphaHandling.Drop"/>, as in the reference.</value>
    public AlphaHandling Alpha = AlphaHandling.Drop;

    /// <summary>
    /// The seed of the views, and of the context where it is random. Any number. An image's views follow from this number and from its own pixels, so they do not depend on
    /// its place in the data.
    /// </summary>
    /// <value>The default is <see langword="null"/>: 0, the default of the reference's command line.</value>
    public int? Seed;

    /// <summary>Whether more than the centre view is looked at: not in plain zero-shot classification.</summary>
    internal bool UsesViews => Method != TptMethod.PromptTuning || Steps > 0;

    /// <summary>Whether class features may follow the tuned prompt to first order.</summary>
    internal bool UsesFirstOrder => FirstOrderTolerance > 0 && Method == TptMethod.PromptTuning && Steps > 0;

    /// <summary>Whether an option trades exactness for speed.</summary>
    internal bool IsApproximate => (UsesViews && TokenMerging > 0)
        || (Method == TptMethod.PromptTuning && Steps > 0 && (PruningTolerance > 0 || FirstOrderTolerance > 0 || ShareTextPasses));

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range: the message names it, its value and the range.</exception>
    /// <example>
    /// <code>
    /// var options = new TptClassifierOptions { Views = 0 };
    /// try
    /// {
    ///     options.Validate();
    /// }
    /// catch (ArgumentException exception)
    /// {
    ///     Console.WriteLine(exception.Message);     // names Views, 0 and the range
    /// }
    /// </code>
    /// </example>
    public void Validate() => TptClassifierOptionsValidator.Validate(this);

    /// <summary>The same settings without approximations.</summary>
    internal TptClassifierOptions Exact()
    {
        var exact = Snapshot();
        (exact.PruningTolerance, exact.FirstOrderTolerance, exact.ShareTextPasses, exact.TokenMerging, exact.ExactMargin) = (0, 0, false, 0, 0);
        return exact;
    }

    internal TptClassifierOptions Snapshot()
    {
        var copy = (TptClassifierOptions)MemberwiseClone();
        copy.ZeroShotTemplates = ZeroShotTemplates is null ? null : [.. ZeroShotTemplates];
        return copy;
    }
}
