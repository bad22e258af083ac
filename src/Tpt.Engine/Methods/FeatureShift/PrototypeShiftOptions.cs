using Tpt.Engine.Evidence;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Test-time prototype shifting (TPS; Sui, Wang and Yeung-Levy, WACV 2025, arXiv 2403.12952): each class feature moves by a vector of its
/// own, so that the confident views agree, and the moved features score the centre view.
/// </summary>
/// <remarks>
/// The first step moves every number of a class feature by the learning rate, up or down, whatever the size of the gradient: with 512
/// numbers and 0.005, every class moves by 0.113. With many classes and confident views some gradients are about as small as AdamW's
/// 1e-8; those numbers move by less, and rounding decides by how much.
/// <para>
/// With one class nothing moves. Classes of equal names move alike. Identical views count as often as they are there. A view whose
/// features are not numbers is kept last; where one is kept, the zero-shot scores stand in.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// // As TPS is run: templates for the class features, and a smaller rate for fine-grained classes.
/// var options = new TptClassifierOptions
/// {
///     Prompt = { ZeroShotTemplates = ["a photo of a {0}.", "a close-up photo of a {0}.", "art of the {0}."] },
///     Method = new PrototypeShiftOptions { LearningRate = 1e-3 },
/// };
/// </code>
/// </example>
public sealed record PrototypeShiftOptions : FeatureShiftOptions
{
    internal override MethodNeeds Needs(int views)
        => Steps == 0 ? MethodNeeds.CentreView : new(views, ConfidenceSelection.Count(views, SelectionFraction), TunesContext: false);

    internal override bool GivesViewLogits => Steps > 0;

    internal override IAdaptationMethod Create(MethodContext context)
        => Steps == 0 ? new ZeroShot.ZeroShot() : new PrototypeShift(context, this);

    internal override void CheckViews(int views, string path)
    {
        if (Steps > 0)
        {
            base.CheckViews(views, path);
        }
    }
}
