using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>The mean of the confident views' probabilities, at the initial prompt: what the views give without tuning.</summary>
internal sealed class ConfidentViewAveraging(TptClassifierOptions options) : IAdaptationMethod
{
    public IReadOnlyList<AdaptedPrediction> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private AdaptedPrediction Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logits = evidence.Logits;
        var selected = ConfidenceSelection.Select(logits, ConfidenceSelection.Count((int)logits.shape[0], options.SelectionFraction));
        var confident = logits.index_select(0, tensor(Array.ConvertAll(selected, view => (long)view), device: logits.device));
        return new AdaptedPrediction(
            confident.softmax(1).mean([0]).MoveToOuterDisposeScope(),
            selected,
            evidence.Prompts.InitialContext.clone().MoveToOuterDisposeScope());
    }
}
