using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.MeanShift;

/// <summary>
/// The mode m of views f_p with inlierness y_p, in five rounds from the centre view and from y_p = 1/V:
/// <code>
/// h_p²   = ½ mean of the k smallest |f_p - f_q|², q ≠ p
/// K_p(m) = exp(-|f_p - m|² / (2 h_p²))
/// A_pq   = sum_c p_pc p_qc
/// y ← softmax_p((K_p(m) + λ_q (A y)_p) / λ_y)                     K fixed, at most five times
/// m ← sum_p K_p(m) y_p f_p / sum_p K_p(m) y_p, L2-normalised      at most five times
/// </code>
/// The steps of a round stop when one is shorter than 1e-6. y and m go on from round to round.
/// </summary>
internal static class ModeSearch
{
    private const int Rounds = 5;
    private const int MostSteps = 5;
    private const double ShortestStep = 1e-6;

    /// <summary>So many differences of features are in memory at a time: 64 MB.</summary>
    private const long DifferencesAtATime = 1L << 24;

    /// <param name="features">L2-normalised image features, the centre view first, <c>[views, embedding]</c>.</param>
    /// <param name="probabilities">What each view predicts, <c>[views, classes]</c>.</param>
    /// <param name="options">The weights.</param>
    /// <param name="observer">Is told of every round.</param>
    /// <returns>The mode, <c>[embedding]</c>; not a number where the bandwidth of the views around it is 0 or no number.</returns>
    public static Tensor Find(Tensor features, Tensor probabilities, MeanShiftOptions options, Action<MeanShiftRound>? observer = null)
    {
        using var scope = NewDisposeScope();
        var views = (int)features.shape[0];
        var bandwidths = Bandwidths(features, options.CountNeighbours(views));
        var twiceVariance = (bandwidths * bandwidths).Times(2);
        var affinity = Affinity(probabilities).Times(options.AffinityWeight);
        var inlierness = HeldNumbers.Full([views], 1.0 / views, features.dtype, features.device);
        var mode = features[0];
        for (var round = 0; round < Rounds; round++)
        {
            var fixedDensity = Density(mode);
            inlierness = Iterate(inlierness, y => fixedDensity.Plus(affinity.mm(y.unsqueeze(1)).squeeze(1)).Over(options.EntropyWeight).softmax(0));
            var density = fixedDensity;
            mode = Iterate(mode, m =>
            {
                density = Density(m);
                var weights = density * inlierness;
                return Normalize(weights.unsqueeze(0).mm(features).squeeze(0) / weights.sum());
            });
            observer?.Invoke(new MeanShiftRound(inlierness, mode, density));
        }
        return mode.MoveToOuterDisposeScope();

        Tensor Density(Tensor at) => (-SquaredDistances(features, at) / twiceVariance).exp();
    }

    /// <summary>h of each view, <c>[views]</c>; not a number without a neighbour.</summary>
    /// <param name="features">The features, <c>[views, embedding]</c>.</param>
    /// <param name="neighbours">How many of the nearest other views it is the distance of.</param>
    public static Tensor Bandwidths(Tensor features, int neighbours)
    {
        using var scope = NewDisposeScope();
        var views = features.shape[0];
        var atATime = Math.Max(1, DifferencesAtATime / features.numel());
        var bandwidths = new List<Tensor>();
        for (long start = 0; start < views; start += atATime)
        {
            // Differences, not products: identical views must be at distance 0, and a view at no distance from itself.
            var distances = SquaredDistances(features, features.narrow(0, start, Math.Min(atATime, views - start)).unsqueeze(1));
            bandwidths.Add(distances.sort(1).Values.narrow(1, 1, neighbours).mean([1L]).Over(2).sqrt());
        }
        return cat(bandwidths, 0).MoveToOuterDisposeScope();
    }

    /// <summary>A, how likely two views are to name the same class, <c>[views, views]</c>.</summary>
    /// <param name="probabilities">What each view predicts, <c>[views, classes]</c>.</param>
    public static Tensor Affinity(Tensor probabilities) => probabilities.TimesTransposed(probabilities);

    private static Tensor SquaredDistances(Tensor features, Tensor from)
    {
        var differences = features - from;
        return (differences * differences).sum([-1L]);
    }

    private static Tensor Normalize(Tensor vector) => vector / vector.norm();

    private static Tensor Iterate(Tensor start, Func<Tensor, Tensor> step)
    {
        var last = start;
        for (var i = 0; i < MostSteps; i++)
        {
            var next = step(last);
            var length = HostCopy.Number((last - next).norm());
            last = next;
            if (length < ShortestStep)
            {
                break;
            }
        }
        return last;
    }
}
