using Tpt.Engine.Evidence;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Spectrum-aware test-time steering (STS; Dafnis and Metaxas, NeurIPS 2025, arXiv 2511.09809): all class features move by one vector
/// along the few directions in which they differ most from noise, so that the confident views agree. The moved features score those
/// views, and the mean of their probabilities is the result.
/// </summary>
/// <remarks>
/// The directions are the right singular vectors of the class features whose singular values reach the optimal hard threshold of Gavish
/// and Donoho (2014). They are computed once for a class set. Where no singular value reaches it, as with a single class, nothing moves,
/// and the result is the mean of the confident views' probabilities.
/// <para>
/// The paper adds a multiple of the shift's length to the loss. At the start the shift is 0 and that term has no gradient, so the one
/// step that the paper takes is the same without it. It is left out here: more steps than one are not the paper's.
/// </para>
/// <para>
/// Identical views count as often as they are there. A view whose features are not numbers is kept last; where one is kept, the
/// zero-shot scores stand in.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// // The paper's best row: an ensemble of templates.
/// var options = new TptClassifierOptions
/// {
///     Prompt = { ZeroShotTemplates = ["itap of a {0}.", "a bad photo of the {0}.", "art of the {0}."] },
///     Method = new SubspaceShiftOptions(),
/// };
/// </code>
/// </example>
public sealed record SubspaceShiftOptions : FeatureShiftOptions
{
    internal override MethodNeeds Needs(int views) => new(views, ConfidenceSelection.Count(views, SelectionFraction), TunesContext: false);

    internal override bool GivesViewLogits => true;

    internal override IAdaptationMethod Create(MethodContext context)
    {
        var directions = SingularDirections.Of(context.ClassFeatures);
        context.Own(directions);
        return new SubspaceShift(context, this, directions);
    }
}
