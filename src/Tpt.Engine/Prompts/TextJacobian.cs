using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// The derivative J of a class set's prompt features with respect to the context, at the initial context and of low rank:
/// <c>J ≈ A Q</c> with orthonormal rows of Q (randomized range finder, Halko, Martinsson and Tropp 2011, algorithm 4.1). It is
/// constant for a class set; a step of an image then costs two products with A in place of passes of the text tower.
/// </summary>
/// <param name="columns">A, <c>[prompts, embedding, rank]</c>.</param>
/// <param name="basis">Q, <c>[rank, M * hidden]</c>.</param>
internal sealed class TextJacobian(Tensor columns, Tensor basis) : IDisposable
{
    /// <summary>The length of the step of the differences, small against an image's own of about <c>sqrt(M * hidden) * 5e-3</c>, large against rounding.</summary>
    private const double DifferenceStep = 0.01;

    private const ulong Seed = 0;

    /// <summary>Q, <c>[rank, M * hidden]</c>.</summary>
    public Tensor Basis => basis;

    /// <summary>The derivative at a context.</summary>
    /// <param name="context">Where to differentiate, <c>[M, hidden]</c>.</param>
    /// <param name="features">The features there, <c>[prompts, embedding]</c>.</param>
    /// <param name="rank">At least 1; of more than the context has numbers, these count.</param>
    /// <param name="encode">The features at a context.</param>
    /// <param name="pullBack">J^T G for each G, <c>[prompts, embedding]</c>, of all prompts or a sample.</param>
    public static TextJacobian Create(Tensor context, Tensor features, int rank, Func<Tensor, Tensor> encode, Func<Tensor[], Tensor[]> pullBack)
    {
        using var scope = NewDisposeScope();
        // Drawn on the CPU and moved, so that every device gets the same probes.
        using var generator = new Generator(Seed, CPU);
        var count = (int)Math.Min(rank, context.numel());
        Tensor[] probes = [.. Enumerable.Range(0, count).Select(_ => randn(features.shape, dtype: ScalarType.Float32, device: CPU, generator: generator).to(features))];
        var range = stack(pullBack(probes).Select(gradient => gradient.flatten()), 1);
        using var noGrad = no_grad();
        var basis = linalg.qr(range).Q.t().contiguous();
        var columns = stack(basis.unbind(0).Select(direction => Difference(context, features, direction, encode)), -1);
        return new TextJacobian(columns.DetachFromDisposeScope(), basis.DetachFromDisposeScope());
    }

    /// <summary>J d, <c>[prompts, embedding]</c>, for a displacement of the context d, <c>[M, hidden]</c>.</summary>
    public Tensor Push(Tensor displacement)
    {
        using var scope = NewDisposeScope();
        return columns.flatten(0, 1).mv(basis.mv(displacement.flatten())).view(columns.shape[0], columns.shape[1]).MoveToOuterDisposeScope();
    }

    /// <summary>J^T G, as long as the context has numbers, for G = dL/dT, <c>[prompts, embedding]</c>.</summary>
    public Tensor PullBack(Tensor featureGradient)
    {
        using var scope = NewDisposeScope();
        var inBasis = columns.flatten(0, 1).t().mv(featureGradient.flatten());
        return basis.t().mv(inBasis).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        columns.Dispose();
        basis.Dispose();
    }

    private static Tensor Difference(Tensor context, Tensor features, Tensor direction, Func<Tensor, Tensor> encode)
    {
        using var scope = NewDisposeScope();
        var moved = encode(context.Plus(direction.view(context.shape).Times(DifferenceStep)));
        return (moved - features).Over(DifferenceStep).MoveToOuterDisposeScope();
    }
}
