using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Approximations;

/// <summary>
/// What may be computed less exactly to save time. Every default is exact: the published numbers in 32-bit floats.
/// </summary>
/// <example>
/// <code>
/// // With 1000 classes most of the time goes into the text tower: leave out the classes that hardly matter, and look twice where it is close.
/// var options = new TptClassifierOptions
/// {
///     Approximations = { PruningTolerance = 1e-4, Precision = TptPrecision.Auto, ExactMargin = 0.02 },
/// };
/// using var clip = ClipModel.Load(new ModelOptions { Path = "models/clip-vit-base-patch16" }, options.Approximations);
/// using var classifier = new TptClassifier(clip, classNames, options);
/// </code>
/// </example>
public sealed record ApproximationOptions : IOptionGroup
{
    private const int HighestRank = 1024;
    private const int DefaultRank = 64;

    /// <summary>Nothing is approximated.</summary>
    public static ApproximationOptions None => new();

    /// <summary>What the image tower computes in.</summary>
    /// <remarks>
    /// A transformer that was saved with <see cref="TptPrecision.Auto"/> chooses again on the machine that loads it, so its scores may
    /// differ there in their last digits, and one saved with <see cref="TptPrecision.Float16"/> or <see cref="TptPrecision.TensorFloat32"/> cannot be loaded on a CPU.
    /// </remarks>
    /// <value>The default is <see cref="TptPrecision.Float32"/>.</value>
    public TptPrecision Precision { get; set; } = TptPrecision.Float32;

    /// <summary>
    /// The share of a view's patches that is left out before the first layer while the confident views are looked for (patch dropout, Liu et al., WACV
    /// 2023). The rest are spread evenly. The centre view, which is what gets classified, and the views that are the most confident so, two for each that is
    /// kept, are then computed whole. So what may be off is which views are kept. In [0, 1), and for CLIP's vision transformers alone. At 0.5, a view
    /// takes half of the arithmetic.
    /// </summary>
    /// <value>The default is 0: every view is computed whole.</value>
    [Within(0, 1, MaxIsExclusive = true)]
    public double PatchDropout { get; set; }

    /// <summary>
    /// For many classes: the share of probability that may lie, on any confident view and on the centre view, on classes whose text
    /// features are left as they are before tuning, and which the gradient of tuning leaves out. All classes are scored. In [0, 1).
    /// </summary>
    /// <value>The default is 0: every class is tuned.</value>
    [Within(0, 1, MaxIsExclusive = true)]
    public double PruningTolerance { get; set; }

    /// <summary>
    /// For many classes: the largest error of a score, by an estimate, that may come from class features which follow the tuned prompt by
    /// their derivative, in place of a pass of the text tower. The 8 most probable classes are always computed exactly. Their error
    /// estimates the error of the rest. If it is above the tolerance, more classes are computed, up to all. Classes that
    /// <see cref="PruningTolerance"/> leaves out follow too, and count in the gradient. The derivative is prepared once for the
    /// classes, in <see cref="FirstOrderRank"/> passes over all prompts and as many backward over some. In [0, 1).
    /// </summary>
    /// <value>The default is 0: every class goes through the text tower.</value>
    [Within(0, 1, MaxIsExclusive = true)]
    public double FirstOrderTolerance { get; set; }

    /// <summary>
    /// The rank of the derivative that <see cref="FirstOrderTolerance"/> is about. A larger one is closer, and takes longer to
    /// prepare and more memory: classes x embedding x rank numbers, 131 MB for 1000 classes of ViT-B. In [1, 1024], and what the memory holds.
    /// </summary>
    /// <value>The default is 64.</value>
    [Within(1, HighestRank, Because = "it is as many passes over all prompts, and the memory of as many copies of their features")]
    public int FirstOrderRank { get; set; } = DefaultRank;

    /// <summary>
    /// Whether the images of a batch go through the towers together: their views through the image tower, their tuned prompts through the text
    /// tower, and on a GPU their gradients too. It pays where one image leaves the device idle: on a GPU, with few views or few classes. Rounding then
    /// depends on the batch: an image's scores differ in their last digits with the number of its neighbours. With <see cref="PatchDropout"/> the views
    /// of each image go alone, and with <see cref="PruningTolerance"/> or <see cref="FirstOrderTolerance"/> so do its prompts.
    /// </summary>
    /// <value>The default is <see langword="false"/>: an image's scores have the same bits in any company.</value>
    public bool SharePasses { get; set; }

    /// <summary>
    /// A check on the other options of this group: an image whose two highest scores are less than this apart is classified again,
    /// exactly. The image tower is then kept in 32-bit floats too, 345 MB for ViT-B/16. In [0, 1), and 0 with <see cref="TptPrecision.TensorFloat32"/>.
    /// </summary>
    /// <remarks>
    /// Where the approximations move no score by more than d, the predicted class is the exact one for every image at a value of 2 d. d is
    /// none of the tolerances: the benchmark <c>agreement</c> measures it on pictures (<c>max_score_diff</c>), and the largest margin
    /// at which a class did change (<c>changed_margin</c>).
    /// </remarks>
    /// <value>The default is 0: no image is classified twice.</value>
    [Within(0, 1, MaxIsExclusive = true)]
    public double ExactMargin { get; set; }

    /// <summary>
    /// Whether nothing is approximated. It compares with <see cref="None"/>, so that an option that is added counts by itself; the margin
    /// and the rank approximate nothing.
    /// </summary>
    internal bool IsNone => this with { ExactMargin = 0, FirstOrderRank = DefaultRank } == None;

    void IOptionGroup.CheckTogether(string path)
    {
        if (ExactMargin > 0 && Precision == TptPrecision.TensorFloat32)
        {
            throw OptionCheck.Unfit(
                path + nameof(ExactMargin),
                Invariant($"{path}{nameof(ExactMargin)} is {ExactMargin} with {nameof(TptPrecision.TensorFloat32)}: libtorch has one switch for the process, so that there are no exact products beside it. Use {nameof(TptPrecision.Auto)}, or an {nameof(ExactMargin)} of 0."));
        }
    }
}
