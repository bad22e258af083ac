using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods.PromptTuning;

/// <summary>
/// Test-time prompt tuning (Shu et al., NeurIPS 2022, arXiv 2209.07511): the context vectors take gradient steps that lower the marginal
/// entropy of the confident views. Every default is that of the authors' reference implementation. Two further terms of the loss keep
/// the class features apart, so that the scores are less overconfident: <see cref="DispersionWeight"/> and <see cref="OrthogonalityWeight"/>.
/// With 0 steps it is plain zero-shot classification of the centre view.
/// </summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new PromptTuningOptions { Steps = 2, SelectionFraction = 0.2 } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record PromptTuningOptions : ContextTuningOptions
{
    private const double HighestWeight = 1000;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>,
    /// truncated as the reference does. In (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1 (section 4.1; the best percentile of its ablation).</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    /// <summary>
    /// C-TPT (Yoon et al., ICLR 2024): how much the mean distance of the class features to their mean is taken off the loss. The authors
    /// take 50 for fine-grained classes and ImageNet, and 20 under a shift of the distribution. In [0, 1000].
    /// </summary>
    /// <remarks>One class has no distance to its mean, and the term is 0. It cannot be had with <see cref="ApproximationOptions.PruningTolerance"/>, which tunes a part of the classes.</remarks>
    /// <value>The default is 0: the loss of prompt tuning alone.</value>
    [Within(0, HighestWeight, Because = "the authors take 20 or 50")]
    public double DispersionWeight { get; set; }

    /// <summary>
    /// O-TPT (Sharifdeen et al., CVPR 2025): how much the lengths of the rows of T Tᵀ, above the 1 of orthogonal class features T, are
    /// added to the loss, in the mean. The authors take 18 for fine-grained classes, and 2 under a shift of the distribution. In [0, 1000].
    /// </summary>
    /// <remarks>One class is orthogonal to all others, and the term is 0. It cannot be had with <see cref="ApproximationOptions.PruningTolerance"/>, which tunes a part of the classes.</remarks>
    /// <value>The default is 0: the loss of prompt tuning alone.</value>
    [Within(0, HighestWeight, Because = "the authors take 2 or 18")]
    public double OrthogonalityWeight { get; set; }

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

    // First-order class features are no obstacle: the gradient goes through all classes exactly, and the terms are not in the scores.
    internal override void CheckApproximations(ApproximationOptions approximations, int views, string path)
    {
        if (Steps > 0 && (DispersionWeight > 0 || OrthogonalityWeight > 0))
        {
            OptionCheck.Require(approximations.PruningTolerance == 0, path + nameof(ApproximationOptions.PruningTolerance), approximations.PruningTolerance,
                $"0 with a {nameof(DispersionWeight)} or an {nameof(OrthogonalityWeight)}: these terms are about all classes, and pruning tunes a part of them");
        }
    }
}
