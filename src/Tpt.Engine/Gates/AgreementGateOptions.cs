using Tpt.Engine.Evidence;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Gates;

/// <summary>
/// The method is run only where the confident views disagree with the centre view ("To Adapt or Not to Adapt?", CAS). Published for
/// ImageNet with ViT-B/16: with 85 % of the pictures left as they are, prompt tuning takes 2.6 h instead of 7.8 h, and its accuracy is 69.0 % instead of 68.9 %.
/// </summary>
/// <remarks>
/// With zero-shot probabilities p of the views, S the confident views and 0 the centre view:
/// <code>
/// score = sum over S of cos(p_v, p_0) [argmax p_v = argmax p_0] / sum over S of cos(p_v, p_0)
/// </code>
/// The method is run where the score is below <see cref="Threshold"/>, and where it is not a number. With one class, and with one view, all
/// agree, and the method is never run. S may hold the centre view. With <see cref="Approximations.ApproximationOptions.ExactMargin"/> a close call is
/// computed again exactly, its gate with it. Where the method looks at the centre view alone, as ZeroShot does, the gate is not asked.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Gate = new AgreementGateOptions { Threshold = 0.8 } };
/// </code>
/// </example>
public sealed record AgreementGateOptions : GateOptions
{
    /// <summary>
    /// The score from which the zero-shot scores are kept. 1 keeps them only where every confident view agrees with the centre view; a lower threshold
    /// saves more. In (0, 1].
    /// </summary>
    /// <value>The default is 1. The paper sets it by the share of pictures to be left.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double Threshold { get; set; } = 1;

    /// <summary>How much a view counts.</summary>
    /// <value>The default is <see cref="AgreementMeasure.Cosine"/>; the paper finds the count almost as good.</value>
    public AgreementMeasure Measure { get; set; }

    /// <summary>
    /// The share of the views that is asked, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>. In (0, 1], and large
    /// enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1, 6 of 64 views.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    internal override IGate Create() => new AgreementGate(this);

    internal override void CheckViews(int views, string path) => ConfidenceSelection.Check(views, SelectionFraction, path + nameof(SelectionFraction));
}
