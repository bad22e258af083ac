using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Gates;

/// <summary>Whether the confident views say what the centre view says, at the initial prompt.</summary>
internal sealed class AgreementGate(AgreementGateOptions options) : IGate
{
    public bool AsksCentreViewAlone => false;

    // What is not a number is the method's to deal with.
    public bool Opens(ViewEvidence evidence) => !(Score(evidence.Logits) >= options.Threshold);

    /// <summary>
    /// Σ_S w_v [argmax p_v = argmax p_0] / Σ_S w_v, in [0, 1], with w_v = cos(p_v, p_0), or 1. It is exactly 1 where all agree.
    /// NaN where a probability is not a number.
    /// </summary>
    /// <param name="logits">Zero-shot logits, <c>[views, classes]</c>, the centre view first.</param>
    public double Score(Tensor logits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var selected = ConfidenceSelection.Select(logits, ConfidenceSelection.Count((int)logits.shape[0], options.SelectionFraction));
        var probabilities = HostCopy.ToCpu(ConfidenceSelection.TakeBehindCentre(logits, selected)).to(ScalarType.Float64).softmax(1);
        var labels = probabilities.argmax(1).data<long>().ToArray();
        var weights = options.Measure == AgreementMeasure.Count
            ? probabilities.isnan().any(1).to(ScalarType.Float64).data<double>().Select(isNaN => isNaN == 0 ? 1 : double.NaN).ToArray()
            : Cosines(probabilities);
        double agreeing = 0, all = 0;
        for (var i = 1; i < weights.Length; i++)
        {
            all += weights[i];
            agreeing += labels[i] == labels[0] ? weights[i] : 0;
        }
        return (agreeing / all) + (weights[0] * 0);
    }

    /// <summary>cos(p_v, p_0) of each row with the first.</summary>
    private static double[] Cosines(Tensor probabilities)
    {
        var lengths = (probabilities * probabilities).sum(1).sqrt();
        return ((probabilities * probabilities[0]).sum(1) / (lengths * lengths[0])).data<double>().ToArray();
    }
}
