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

    /// <summary>Some of the views, in the order of the selection: <c>[views, ...]</c> to <c>[selected, ...]</c>.</summary>
    public static Tensor Take(Tensor ofViews, ViewSelection views)
    {
        using var scope = NewDisposeScope();
        return ofViews.index_select(0, views.ToTensor(ofViews.device)).MoveToOuterDisposeScope();
    }

    /// <summary>The centre view and behind it some of the views: <c>[views, ...]</c> to <c>[1 + selected, ...]</c>.</summary>
    public static Tensor TakeBehindCentre(Tensor ofViews, ViewSelection views)
    {
        using var scope = NewDisposeScope();
        return cat([ofViews.narrow(0, 0, 1), Take(ofViews, views)], 0).MoveToOuterDisposeScope();
    }

    /// <summary>H(p) = -sum_c p_c log p_c of each view, in nats: logits <c>[views, classes]</c> to <c>[views]</c>.</summary>
    public static Tensor Entropies(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.log_softmax(1);
        return (-(logits.softmax(1) * logProbabilities).sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The most confident views, most confident first; of equal entropies the earlier view wins. A view whose entropy is not a number comes
    /// last. They are chosen on the device of the logits and stay there.
    /// </summary>
    /// <param name="logits"><c>[views, classes]</c>.</param>
    /// <param name="count">How many to keep.</param>
    public static ViewSelection Select(Tensor logits, int count)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // No entropy is infinite, so that infinity is behind them all.
        var entropies = Entropies(logits).to(ScalarType.Float32).nan_to_num(double.PositiveInfinity);
        return ViewSelection.OnDevice(entropies.sort(0, descending: false, stable: true).Indices.narrow(0, 0, Math.Min(count, entropies.shape[0])).clone().MoveToOuterDisposeScope());
    }
}
