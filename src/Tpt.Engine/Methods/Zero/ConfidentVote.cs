using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.Zero;

/// <summary>The vote of ZERO: views that are certain of their class, each with the temperature lowered to next to nothing.</summary>
internal static class ConfidentVote
{
    /// <summary>The temperature of a vote: the distance from 1 to the next 32-bit float, 2^-23. Cosines closer than about 1e-5 share the vote.</summary>
    private const double Temperature = 1.1920928955078125e-7;

    /// <summary>The cosine similarities <c>[views, classes]</c>, those of the same classes bit for bit the same.</summary>
    /// <param name="features">L2-normalised image features, the centre view first, <c>[views, embedding]</c>.</param>
    /// <param name="classFeatures">L2-normalised class features, <c>[classes, embedding]</c>.</param>
    /// <param name="firstOfSame">What <see cref="SameClasses.FirstOf"/> gives of them.</param>
    public static Tensor Cosines(Tensor features, Tensor classFeatures, Tensor? firstOfSame)
    {
        using var scope = NewDisposeScope();
        var cosines = features.TimesTransposed(classFeatures);
        return (firstOfSame is null ? cosines : cosines.index_select(1, firstOfSame)).MoveToOuterDisposeScope();
    }

    /// <param name="cosines">The cosine similarities, the centre view first, <c>[views, classes]</c>.</param>
    /// <param name="logitScale">The factor between cosines and logits, a scalar.</param>
    /// <param name="count">How many views vote.</param>
    public static ViewVote Of(Tensor cosines, Tensor logitScale, int count)
    {
        using var scope = NewDisposeScope();
        var entropies = HostCopy.Floats(Entropies(cosines * logitScale));
        // .NET sorts what is not a number first.
        int[] order = [.. Enumerable.Range(0, entropies.Length).OrderBy(view => float.IsNaN(entropies[view])).ThenBy(view => entropies[view])];
        // p̄_c = sum_v softmax(cos_v / ε)_c
        var beforeTie = HostCopy.Floats(ConfidenceSelection.Take(cosines, [.. order[..count]]).Over(Temperature).softmax(1).sum([0L]));
        var votes = beforeTie.ToArray();
        if (BreakTie(cosines, order, count, votes) is { } winner)
        {
            votes[winner]++;
        }
        return new ViewVote(entropies, order, count, beforeTie, votes);
    }

    /// <summary>H(p) = -sum_c p_c log p_c of each view, which is not a number where a p_c is 0.</summary>
    private static Tensor Entropies(Tensor logits)
    {
        var probabilities = logits.softmax(1);
        return -(probabilities * probabilities.log()).sum(1);
    }

    /// <summary>The class that gets the deciding vote; null where one has the most already, or nothing here is a number.</summary>
    private static int? BreakTie(Tensor cosines, int[] order, int count, float[] votes)
    {
        if (votes.Any(float.IsNaN))
        {
            return null;
        }
        // Bit for bit: votes are whole, but for classes that share one.
        var most = votes.Max();
        int[] tied = [.. Enumerable.Range(0, votes.Length).Where(index => votes[index] == most)];
        if (tied.Length == 1)
        {
            return null;
        }
        var (values, indices) = cosines.max(1);
        var best = HostCopy.Floats(values);
        var favourites = HostCopy.Longs(indices);
        int[] others = [.. order.Skip(count).Where(view => !float.IsNaN(best[view]))];
        var contenders = tied.ToHashSet();
        foreach (var view in others)
        {
            if (contenders.Contains((int)favourites[view]))
            {
                return (int)favourites[view];
            }
        }
        // Where every view has voted, the most confident one has the last word too.
        var decider = others is [var next, ..] ? next : order[0];
        return float.IsNaN(best[decider]) ? null : MostSimilar(cosines[decider], tied);
    }

    private static int MostSimilar(Tensor cosines, int[] tied)
    {
        var similarities = HostCopy.Floats(cosines);
        return tied.MaxBy(index => similarities[index]);
    }
}
