using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.SelfEnsemble;

/// <summary>
/// The centre view's prediction mixed with those of confident augmented views:
/// <code>
/// r = share of the augmented views with H(p_v) &gt; H(p_0),   d = r - ½
/// α = ½ + sign(d) d² influence
/// p = α p_0 + (1 - α) mean p_v over the most confident augmented views
/// </code>
/// </summary>
/// <param name="Logits">log p, <c>[classes]</c>.</param>
/// <param name="SelectedViews">The augmented views that are in it, the most confident first.</param>
/// <param name="CentreWeight">α.</param>
internal sealed record ViewMixture(Tensor Logits, int[] SelectedViews, double CentreWeight)
{
    /// <param name="logits">The views' logits, the centre view first, <c>[views, classes]</c>; at least two views.</param>
    /// <param name="options">How many views, and how the weight follows the rank.</param>
    public static ViewMixture Of(Tensor logits, SelfEnsembleOptions options)
    {
        using var scope = NewDisposeScope();
        var augmented = logits.narrow(0, 1, logits.shape[0] - 1);
        int[] selected = [.. ConfidenceSelection.Select(augmented, options.SelectedViews).Select(view => view + 1)];
        var centreWeight = CentreWeightOf(ConfidenceSelection.Entropies(logits), options.RankInfluence);
        double[] weights = [centreWeight, .. Enumerable.Repeat((1 - centreWeight) / selected.Length, selected.Length)];
        // log p_c = logsumexp_v (log w_v + log p_vc)
        var logWeights = DeviceUpload.Of(weights, logits.dtype, logits.device).log().unsqueeze(1);
        var mixed = ConfidenceSelection.Take(logits, [0, .. selected]).log_softmax(1).Plus(logWeights).logsumexp(0);
        return new ViewMixture(mixed.MoveToOuterDisposeScope(), selected, centreWeight);
    }

    private static double CentreWeightOf(Tensor entropies, double influence)
    {
        var ofViews = HostCopy.Floats(entropies);
        // Views as certain as the centre view do not count: its own copies would.
        var lessCertain = ofViews.Skip(1).Count(entropy => entropy > ofViews[0]);
        var d = ((double)lessCertain / (ofViews.Length - 1)) - 0.5;
        return 0.5 + (Math.Sign(d) * d * d * influence);
    }
}
