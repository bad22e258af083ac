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
        var isNumber = probabilities.isfinite().all(1, keepdim: true);
        var order = where(isNumber, probabilities, zeros_like(probabilities)).amax([0]).argsort(-1, descending: true);
        var mass = probabilities.index_select(1, order).to(ScalarType.Float64).cumsum(1);
        var shortfall = where(isNumber, mass, ones_like(mass)).amin([0]).IsBelow(1 - tolerance).sum().view(1);
        // One copy to .NET for all of it.
        var answer = HostCopy.Longs(cat([isNumber.any().to(ScalarType.Int64).view(1), shortfall, order], 0));
        var kept = answer[0] == 0 ? order.shape[0] : Math.Min(answer[1] + 1, order.shape[0]);
        return [.. answer.Skip(2).Take((int)kept).Select(index => (int)index)];
    }
}
