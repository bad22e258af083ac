using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.SelfEnsembleTuning;

/// <summary>The centre view's prediction, mixed with that of the most confident other views: <c>q = α p_0 + (1 - α) mean_i p_i</c>.</summary>
/// <param name="Others">The other views, most confident first. View 0 is the centre view.</param>
/// <param name="Alpha">The weight of the centre view, in [0, 1].</param>
/// <param name="IsUnanimous">Whether the most probable class of the centre view is that of all others too.</param>
internal sealed record CentreMixture(int[] Others, double Alpha, bool IsUnanimous)
{
    private const double EvenWeight = 0.5;
    private const double WeightOfRank = 0.4;

    /// <summary>The centre view, and the others.</summary>
    public int[] Views => [0, .. Others];

    /// <summary>How many of the other views are mixed: 6 of 63.</summary>
    public static int Count(int views, double fraction) => Math.Max(1, ConfidenceSelection.Count(views - 1, fraction));

    /// <summary><c>α = 0.5 + 0.4 (r - 0.5)</c>, in [0.3, 0.7]: the centre view weighs the more the surer it is.</summary>
    /// <param name="rank">r, the share of the other views that are less sure than the centre view.</param>
    public static double AlphaOf(double rank) => EvenWeight + (WeightOfRank * (rank - EvenWeight));

    /// <param name="logits"><c>[views, classes]</c>, of 2 views or more.</param>
    /// <param name="fraction">The share of the other views that is mixed.</param>
    /// <param name="alpha">α of the rank.</param>
    public static CentreMixture Choose(Tensor logits, double fraction, Func<double, double> alpha)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ofOthers = logits.narrow(0, 1, logits.shape[0] - 1);
        var entropies = HostCopy.Floats(ConfidenceSelection.Entropies(logits));
        var rank = entropies.Skip(1).Count(entropy => entropy > entropies[0]) / (double)ofOthers.shape[0];
        int[] others = [.. ConfidenceSelection.Select(ofOthers, Count(entropies.Length, fraction)).Select(view => view + 1)];
        // A view for which two classes are equally probable agrees with either.
        var first = logits[0].argmax().view(1);
        var mixed = ConfidenceSelection.Take(logits, [.. others]);
        return new CentreMixture(others, alpha(rank), HostCopy.AllTrue(mixed.index_select(1, first).eq(mixed.amax([1], keepdim: true))));
    }

    /// <summary>log q: logits of all views <c>[views, classes]</c> to <c>[classes]</c>. No probability underflows on the way.</summary>
    public Tensor LogProbabilities(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var each = ConfidenceSelection.Take(logits, [.. Views]).log_softmax(1);
        var weights = DeviceUpload.Of([Math.Log(Alpha), .. Others.Select(_ => Math.Log((1 - Alpha) / Others.Length))], each.dtype, each.device);
        return each.Plus(weights.unsqueeze(1)).logsumexp(0).MoveToOuterDisposeScope();
    }
}
