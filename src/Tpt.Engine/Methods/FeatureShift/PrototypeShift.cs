using TorchSharp;
using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Test-time prototype shifting: a shift of each class, <c>t_c = normalise(t⁰_c + δ_c)</c>, lowers the marginal entropy of the confident
/// views, which are chosen again at every step. <c>z = s f₀ tᵀ</c> are the logits of the centre view <c>f₀</c>.
/// </summary>
internal sealed class PrototypeShift(MethodContext context, PrototypeShiftOptions options) : IAdaptationMethod
{
    private readonly ShiftTuning _tuning = new(options, directions: null, selectsEachStep: true);

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (classFeatures, selected) = _tuning.Tune(evidence.Features, context.ClassFeatures, context.Classes.LogitScale);
        return new Adaptation(context.Classes.Logits(evidence.CentreView, classFeatures)[0], selected, Context: null)
        {
            ViewLogits = context.WantsViewLogits ? context.Classes.Logits(evidence.Features, classFeatures) : null,
        }.MoveToOuterDisposeScope();
    }
}
