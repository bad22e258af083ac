using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Which classes matter to an image: those that carry its views' probability, all but a tolerated share of it.</summary>
internal static class ClassPruning
{
    /// <summary>
    /// The fewest classes, taken by their largest probability on any of the views, that leave at most
    /// <paramref name="tolerance"/> of the probability of every view to the others. A view that is not a number says nothing of the classes;
    /// where no view is one, all are kept.
    /// </summary>
    /// <param name="logits">Zero-shot logits of the views that count, <c>[views, classes]</c>.</param>
    /// <param name="tolerance">In (0, 1).</param>
    public static HashSet<int> Keep(Tensor logits, double tolerance)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var probabilities = logits.softmax(1);
        var isNumber = probabilities.isfinite().all(1);
        if (!isNumber.all().item<bool>())
        {
            probabilities = probabilities.index_select(0, isNumber.nonzero().squeeze(1));
            if (probabilities.shape[0] == 0)
            {
                return [.. Enumerable.Range(0, (int)logits.shape[1])];
            }
        }
        var order = probabilities.amax([0]).argsort(-1, descending: true);
        var mass = probabilities.index_select(1, order).to(ScalarType.Float64).cumsum(1).amin([0]);
        var needed = mass.IsBelow(1 - tolerance).sum().item<long>() + 1;
        var kept = order.cpu().data<long>().Take((int)Math.Min(needed, order.shape[0]));
        return [.. kept.Select(index => (int)index)];
    }
}
