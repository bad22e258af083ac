using TorchSharp;
using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.SelfEnsemble;

/// <summary>The logarithm of the mixture of the centre view's and the confident views' probabilities.</summary>
internal sealed class SelfEnsemble(MethodContext context, SelfEnsembleOptions options) : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var mixture = ViewMixture.Of(context.Classes.Logits(evidence.Features, context.ClassFeatures), options);
        return new Adaptation(mixture.Logits, [.. mixture.SelectedViews], Context: null).MoveToOuterDisposeScope();
    }
}
