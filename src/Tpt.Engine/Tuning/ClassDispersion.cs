using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>How far the class features are apart (Yoon et al. 2024): where they crowd, scores are overconfident.</summary>
internal static class ClassDispersion
{
    /// <summary>
    /// <c>D = mean_c |t_c - mean_j t_j|</c>, the distance and not its square: L2-normalised class features <c>[classes, embedding]</c> to
    /// a scalar. A class at the mean, such as a single one, adds 0 and has no gradient.
    /// </summary>
    public static Tensor Of(Tensor classFeatures)
    {
        using var scope = NewDisposeScope();
        return (classFeatures - classFeatures.mean([0], keepdim: true)).norm(-1, keepdim: true).mean().MoveToOuterDisposeScope();
    }
}
