using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>The directions in which class features have structure: right singular vectors, <c>T = U Σ Bᵀ</c>.</summary>
internal static class SingularDirections
{
    /// <summary>
    /// The right singular vectors <c>B</c>, <c>[embedding, directions]</c>, of those singular values that reach
    /// <see cref="OptimalHardThreshold"/>, largest first; with no direction where none does, or where a feature is not a number. It belongs to
    /// no dispose scope.
    /// </summary>
    /// <remarks>
    /// A direction's sign is arbitrary, and of no effect: the coefficient's gradient changes its sign with it. The decomposition is that of
    /// all features as they are, without their mean taken off, in 64-bit floats on the features' device.
    /// </remarks>
    /// <param name="classFeatures">L2-normalised class features <c>T</c>, <c>[classes, embedding]</c>.</param>
    public static Tensor Of(Tensor classFeatures)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // The decomposition of what is not a number does not end, and throws.
        if (!HostCopy.AllTrue(classFeatures.isfinite()))
        {
            return classFeatures.new_zeros([classFeatures.shape[1], 0]).DetachFromDisposeScope();
        }
        var (_, values, rightVectors) = linalg.svd(classFeatures.to(ScalarType.Float64), fullMatrices: false);
        var count = OptimalHardThreshold.Count(HostCopy.Doubles(values), classFeatures.shape[0], classFeatures.shape[1]);
        return rightVectors.narrow(0, 0, count).t().contiguous().to(classFeatures.dtype).DetachFromDisposeScope();
    }
}
