using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>How far the class features are from being orthogonal (Sharifdeen et al. 2025).</summary>
internal static class ClassOrthogonality
{
    /// <summary>
    /// <c>O = mean_i (|row i of T Tᵀ| - 1)</c>: L2-normalised class features <c>[classes, embedding]</c> to a scalar, 0 for orthogonal
    /// ones. The published form reflects each row onto its axis and measures what differs from the unit matrix, by tensors of
    /// classes x classes x classes numbers; as T Tᵀ is symmetric, this is its value and its gradient.
    /// </summary>
    public static Tensor Of(Tensor classFeatures)
    {
        using var scope = NewDisposeScope();
        return classFeatures.TimesTransposed(classFeatures).norm(-1, keepdim: true).mean().Minus(1).MoveToOuterDisposeScope();
    }
}
