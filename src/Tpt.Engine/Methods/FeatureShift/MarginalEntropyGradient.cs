using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// The marginal entropy <c>H = -Σ_c q_c log q_c</c> of the mean prediction <c>q = 1/k Σ_v p_v</c>, <c>p_v = softmax(z_v)</c>, and its
/// gradient as a formula.
/// </summary>
/// <remarks>
/// <c>∂H/∂q_c = s_c - 1</c> with <c>s_c = -log q_c</c>, and <c>∂q_c/∂z_vj = p_vc (δ_cj - p_vj) / k</c>. In the product a constant in
/// <c>∂H/∂q</c> cancels, which leaves <c>∂H/∂z_vj = p_vj (s_j - Σ_c p_vc s_c) / k</c>.
/// </remarks>
/// <param name="Entropy"><c>H</c> in nats, a scalar.</param>
/// <param name="Gradient"><c>∂H/∂z</c>, <c>[k, classes]</c>.</param>
internal readonly record struct MarginalEntropyGradient(Tensor Entropy, Tensor Gradient)
{
    /// <param name="logits"><c>z</c>, <c>[k, classes]</c>, of at least one view.</param>
    public static MarginalEntropyGradient Of(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var views = logits.shape[0];
        var logProbabilities = logits.log_softmax(1);
        // In logarithms: a probability that underflows to 0 still has a surprise.
        var logMean = logProbabilities.logsumexp(0).Minus(Math.Log(views));
        // A class of no mass would give 0 * inf.
        var surprise = -logMean.AtLeast((double)finfo(logMean.dtype).min);
        var probabilities = logProbabilities.exp();
        var expected = (probabilities * surprise).sum(1, keepdim: true);
        return new MarginalEntropyGradient(
            (surprise * (-surprise).exp()).sum().MoveToOuterDisposeScope(),
            (probabilities * (surprise - expected)).Over(views).MoveToOuterDisposeScope());
    }
}
