using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>What the preparation of a context lowers: near the class features of the words, and unmoved by noise.</summary>
internal static class FlatnessLoss
{
    /// <summary>
    /// <c>L = mean_c |t_c - t⁰_c|² - w mean_{k,c} cos(t_c, t^k_c)</c>. The first mean is that over all numbers, times the length of a feature. As
    /// all features have length 1, a cosine is a product, and the mean over the copies k may be taken before it.
    /// </summary>
    /// <param name="features">The L2-normalised class features at the context, t, <c>[classes, embedding]</c>.</param>
    /// <param name="target">Those of the words, t⁰, <c>[classes, embedding]</c>. Constant.</param>
    /// <param name="neighbours">The mean of those of the noisy copies, <c>[classes, embedding]</c>. Constant.</param>
    /// <param name="weight">w.</param>
    public static Tensor Of(Tensor features, Tensor target, Tensor neighbours, double weight)
    {
        using var scope = NewDisposeScope();
        var difference = features - target;
        var distance = (difference * difference).sum().Over(features.shape[0]);
        var agreement = (features * neighbours).sum().Over(features.shape[0]);
        return (distance - agreement.Times(weight)).MoveToOuterDisposeScope();
    }

    /// <summary>The published w, <c>1 + 15 / classes</c>.</summary>
    public static double NoiseWeight(int classes) => 1 + (15.0 / classes);
}
