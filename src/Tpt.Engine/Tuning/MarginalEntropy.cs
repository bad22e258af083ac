using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>The loss of test-time prompt tuning: the entropy of the views' mean prediction.</summary>
internal static class MarginalEntropy
{
    /// <summary>
    /// <c>H(p̄)</c> with <c>log p̄_c = logsumexp_v log p_vc - log k</c>, in nats: logits <c>[k, classes]</c> to a scalar.
    /// It is not the mean of the views' entropies.
    /// </summary>
    public static Tensor Of(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits - logits.logsumexp(-1, keepdim: true);
        var logMean = logProbabilities.logsumexp(0).Minus(Math.Log(logits.shape[0]));
        // A class of no mass would give -inf * 0.
        logMean = logMean.AtLeast((double)finfo(logMean.dtype).min);
        return (-(logMean * logMean.exp()).sum(-1)).MoveToOuterDisposeScope();
    }
}
