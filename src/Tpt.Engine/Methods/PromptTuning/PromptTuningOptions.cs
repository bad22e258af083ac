using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Methods.PromptTuning;

/// <summary>
/// Test-time prompt tuning (Shu et al., NeurIPS 2022, arXiv 2209.07511): the context vectors take gradient steps that lower the marginal
/// entropy of the confident views. Every default is that of the authors' reference implementation.
/// </summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 2, SelectionFraction = 0.2 } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record PromptTuningOptions : MethodOptions
{
    private const int MostSteps = 1000;
    private const double HighestRate = 100;

    /// <summary>The number of optimizer steps on each image. 0 is plain zero-shot classification of the centre view. In [0, 1000].</summary>
    /// <value>The default is 1 (section 4.1).</value>
    [Within(0, MostSteps, Because = "each step is a pass over all classes, and the paper takes 1")]
    public int Steps { get; set; } = 1;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>,
    /// truncated as the reference does. In (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1 (section 4.1; the best percentile of its ablation).</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    /// <summary>The learning rate of AdamW. In (0, 100]: a step moves each number of the context by about as much.</summary>
    /// <value>The default is 5e-3 (section 4.1).</value>
    [Within(0, HighestRate, MinIsExclusive = true, Because = "a step moves each number of the context by about as much, and the paper's is 0.005")]
    public double LearningRate { get; set; } = 5e-3;

    /// <summary>The decoupled weight decay of AdamW, applied to the context vectors. In [0, 100], and <c>LearningRate * WeightDecay</c> at most 1.</summary>
    /// <value>The default is 0.01, AdamW's own default, which the reference leaves in place.</value>
    [Within(0, HighestRate, Because = "AdamW's own is 0.01")]
    public double WeightDecay { get; set; } = 0.01;

    internal override MethodNeeds Needs(int views)
        => Steps == 0 ? MethodNeeds.CentreView : new(views, ConfidenceSelection.Count(views, SelectionFraction), TunesContext: true);

    internal override bool GivesViewLogits => Steps > 0;

    internal override IAdaptationMethod Create(MethodContext context)
        => Steps == 0 ? new ZeroShot.ZeroShot() : new PromptTuning(context, this);

    internal override void CheckViews(int views, string path)
    {
        if (Steps > 0)
        {
            ConfidenceSelection.Check(views, SelectionFraction, path + nameof(SelectionFraction));
        }
    }

    // θ ← (1 - lr λ) θ: beyond 1 the context changes its sign at every step, beyond 2 it grows without bound.
    private protected override void CheckTogether(string path) => OptionCheck.Require(LearningRate * WeightDecay <= 1, path + nameof(WeightDecay), WeightDecay,
        Invariant($"at most {1 / LearningRate} with a LearningRate of {LearningRate}: a step multiplies the context by 1 - LearningRate * WeightDecay, which must not be negative"));
}
