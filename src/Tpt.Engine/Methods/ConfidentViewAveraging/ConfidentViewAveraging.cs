using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.ConfidentViewAveraging;

/// <summary>The mean of the confident views' probabilities, at the initial prompt: what the views give without tuning.</summary>
internal sealed class ConfidentViewAveraging(double selectionFraction) : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var selected = ConfidenceSelection.Select(evidence.Logits, ConfidenceSelection.Count(evidence.Count, selectionFraction));
        var confident = ConfidenceSelection.Take(evidence.Logits, selected);
        // log p̄_c = logsumexp_v log p_vc - log k
        var logits = confident.log_softmax(1).logsumexp(0).Minus(Math.Log(selected.Count));
        return new Adaptation(logits, selected, Context: null).MoveToOuterDisposeScope();
    }
}
