using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Spectrum-aware test-time steering: one shift of all classes along the singular directions <c>B</c>,
/// <c>t_c = normalise(t⁰_c + γ Bᵀ)</c>, lowers the marginal entropy of the views that are confident before it. The result is the mean of
/// their probabilities at <c>t</c>: <c>log p̄_c = logsumexp_v log softmax(s f_v tᵀ)_c - log k</c>.
/// </summary>
/// <param name="context">The class set.</param>
/// <param name="options">The steps.</param>
/// <param name="directions"><c>B</c>, <c>[embedding, directions]</c>.</param>
internal sealed class SubspaceShift(MethodContext context, SubspaceShiftOptions options, Tensor directions) : IAdaptationMethod
{
    private readonly ShiftTuning _tuning = new(options, directions, selectsEachStep: false);

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (classFeatures, selected) = _tuning.Tune(evidence.Features, context.ClassFeatures, context.Classes.LogitScale);
        var logits = context.Classes.Logits(evidence.Features, classFeatures);
        return new Adaptation(Mean(ConfidenceSelection.Take(logits, selected)), selected, Context: null)
        {
            ViewLogits = context.WantsViewLogits ? logits : null,
        }.MoveToOuterDisposeScope();
    }

    private static Tensor Mean(Tensor logits) => logits.log_softmax(1).logsumexp(0).Minus(Math.Log(logits.shape[0]));
}
