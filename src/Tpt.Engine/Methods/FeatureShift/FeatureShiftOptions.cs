using Tpt.Engine.Evidence;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// What the methods share that tune the class features themselves, and not the prompt: the text tower has no part in an image, and the
/// gradient is a formula. <see cref="PrototypeShiftOptions"/> moves each class by itself, <see cref="SubspaceShiftOptions"/> all of them
/// together.
/// </summary>
/// <remarks>
/// The features that are moved are those of <c>Prompt.ZeroShotTemplates</c> where it is set, else those of the prompt. Token merging,
/// precision and <c>ExactMargin</c> apply to the image tower as ever; what approximates the text tower has no effect.
/// </remarks>
/// <example>
/// <code>
/// FeatureShiftOptions method = new SubspaceShiftOptions { Steps = 2 };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], new TptClassifierOptions { Method = method });
/// </code>
/// </example>
public abstract record FeatureShiftOptions : MethodOptions
{
    private const int MostSteps = 1000;
    private const double HighestRate = 100;

    private protected FeatureShiftOptions()
    {
    }

    /// <summary>The number of optimizer steps on each image. 0 shifts nothing. In [0, 1000].</summary>
    /// <value>The default is 1, in both papers.</value>
    [Within(0, MostSteps, Because = "each step looks at all classes, and the papers take 1")]
    public int Steps { get; set; } = 1;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>, truncated. In
    /// (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1, that of test-time prompt tuning, in both papers.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    /// <summary>The learning rate of AdamW. In (0, 100]: the first step moves each number of the shift by just as much.</summary>
    /// <value>
    /// The default is 5e-3: for prototypes, that of the authors' example for ImageNet and its variants; for the subspace, that of the
    /// paper. The benchmark TTA-VLM takes 1e-3 for prototypes on fine-grained data sets.
    /// </value>
    [Within(0, HighestRate, MinIsExclusive = true, Because = "the first step moves each number of the shift by just as much, and the papers' is 0.005")]
    public double LearningRate { get; set; } = 5e-3;

    /// <summary>
    /// The decoupled weight decay of AdamW, applied to the shift. A shift starts at 0, so it counts from the second step on. In [0, 100],
    /// and <c>LearningRate * WeightDecay</c> at most 1.
    /// </summary>
    /// <value>The default is 0.01, AdamW's own default, which the authors of prototype shifting leave in place.</value>
    [Within(0, HighestRate, Because = "AdamW's own is 0.01")]
    public double WeightDecay { get; set; } = 0.01;

    internal override void CheckViews(int views, string path) => ConfidenceSelection.Check(views, SelectionFraction, path + nameof(SelectionFraction));

    // δ ← (1 - lr λ) δ: beyond 1 the shift changes its sign at every step, beyond 2 it grows without bound.
    private protected override void CheckTogether(string path) => OptionCheck.Require(LearningRate * WeightDecay <= 1, path + nameof(WeightDecay), WeightDecay,
        Invariant($"at most {1 / LearningRate} with a LearningRate of {LearningRate}: a step multiplies the shift by 1 - LearningRate * WeightDecay, which must not be negative"));
}
