using TorchSharp;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>
/// The class features at a tuned prompt to first order, <c>T(c) ≈ T(c0) + J (c - c0)</c>, for those classes that an image's
/// scores hardly depend on; the others go through the text tower.
/// </summary>
internal static class FirstOrderUpdate
{
    /// <summary>The most probable classes, which are computed in any case and show how far first order is off.</summary>
    private const int ProbedClasses = 8;

    /// <summary>
    /// Class features <c>[classes, embedding]</c>. With e the largest error of the probed classes' logits and m the probability
    /// of all classes that stay at first order, no score is off by more than <c>m (exp(2 e) - 1)</c> where e holds for these
    /// too. As many classes are computed exactly as bring that to the tolerance, if need be all.
    /// </summary>
    /// <param name="prompts">The class set, with its Jacobian.</param>
    /// <param name="context">The tuned context, <c>[M, hidden]</c>.</param>
    /// <param name="view">The L2-normalised features of the view that is scored, <c>[1, embedding]</c>.</param>
    /// <param name="tolerance">The largest error of a score, in (0, 1).</param>
    public static Tensor Encode(PromptEncoder prompts, Tensor context, Tensor view, double tolerance)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var firstOrder = prompts.Logits(view, prompts.EncodeFirstOrder(context));
        var order = firstOrder[0].argsort(-1, descending: true).cpu().data<long>();
        var computed = order.Take(ProbedClasses).Select(index => (int)index).ToHashSet();
        var features = Encode(prompts, context, computed);
        var logits = prompts.Logits(view, features);
        var error = (logits - firstOrder).abs().max().to(ScalarType.Float32).item<float>();
        if (!float.IsFinite(error))
        {
            return prompts.Encode(context).MoveToOuterDisposeScope();
        }
        var tolerated = tolerance / (Math.Exp(2 * error) - 1);
        var needed = tolerated < 1 ? ClassPruning.Keep(logits, tolerated) : [];
        if (!needed.IsSubsetOf(computed))
        {
            needed.UnionWith(computed);
            features = Encode(prompts, context, needed);
        }
        return features.MoveToOuterDisposeScope();
    }

    private static Tensor Encode(PromptEncoder prompts, Tensor context, IReadOnlySet<int> classes)
    {
        using var subset = prompts.Select(classes);
        return prompts.Encode(context, subset);
    }
}
