using TorchSharp;
using Tpt.Engine.Views;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>Keeps the views on which the model is most certain: those of lowest prediction entropy.</summary>
internal static class ConfidenceSelection
{
    /// <summary>(int)(views * fraction), in double and truncated as the reference does: 64 views at 0.1 keep 6.</summary>
    public static int Count(int views, double fraction) => (int)(views * fraction);

    /// <exception cref="ArgumentException">The fraction keeps none of so many views.</exception>
    public static void Check(int views, double fraction, string option)
    {
        if (Count(views, fraction) > 0)
        {
            return;
        }
        var enough = Math.Ceiling(1 / fraction) is var more and <= ViewOptions.Most ? Invariant($", or at least {more} views") : "";
        throw new ArgumentException(
            Invariant($"{option} {fraction} of {views} views selects no view, (int)({views} * {fraction}) = 0. Use a fraction of at least {Math.Ceiling(1e4 / views) / 1e4}{enough}."), option);
    }

    /// <summary>Some of the views, in the order of their indices: <c>[views, ...]</c> to <c>[indices, ...]</c>.</summary>
    public static Tensor Take(Tensor ofViews, IReadOnlyList<int> views)
    {
        using var scope = NewDisposeScope();
        return ofViews.index_select(0, tensor([.. views.Select(view => (long)view)], device: ofViews.device)).MoveToOuterDisposeScope();
    }

    /// <summary>H(p) = -sum_c p_c log p_c of each view, in nats: logits <c>[views, classes]</c> to <c>[views]</c>.</summary>
    public static Tensor Entropies(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.log_softmax(1);
        return (-(logits.softmax(1) * logProbabilities).sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The indices of the most confident views, most confident first; of equal entropies the earlier view wins. A view whose entropy is not a number comes last.</summary>
    /// <param name="logits"><c>[views, classes]</c>.</param>
    /// <param name="count">How many to keep.</param>
    public static int[] Select(Tensor logits, int count)
    {
        using var scope = NewDisposeScope();
        var entropies = Entropies(logits).to(ScalarType.Float32).cpu().data<float>().ToArray();
        return [.. Enumerable.Range(0, entropies.Length).OrderBy(view => float.IsNaN(entropies[view])).ThenBy(view => entropies[view]).Take(count)];
    }
}
