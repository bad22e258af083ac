using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>
/// Muon (Jordan et al., 2024) for matrices: the momentum's singular values are all brought near 1 by five Newton-Schulz
/// iterations, and the step is scaled to AdamW's root mean square by <c>0.2 sqrt(max(rows, columns))</c> (Liu et al., 2025).
/// Matrices of one shape go through the iterations together.
/// </summary>
internal sealed class Muon : IDisposable
{
    private const double Momentum = 0.95;
    private const int Iterations = 5;
    private readonly (string Name, Tensor Weights, Tensor Velocity)[][] _shapes;
    private readonly double _weightDecay;

    /// <param name="named">Matrices, changed in place by <see cref="Step"/>.</param>
    /// <param name="weightDecay">Decoupled, times the learning rate.</param>
    public Muon(IReadOnlyDictionary<string, Tensor> named, double weightDecay)
    {
        _weightDecay = weightDecay;
        Velocities = named.ToDictionary(p => p.Key, p => zeros_like(p.Value).DetachFromDisposeScope());
        _shapes = [.. named.GroupBy(p => (p.Value.shape[0], p.Value.shape[1]))
            .Select(group => group.Select(p => (p.Key, p.Value, Velocities[p.Key])).ToArray())];
    }

    /// <summary>The state, by the matrices' names.</summary>
    public IReadOnlyDictionary<string, Tensor> Velocities { get; }

    /// <param name="gradientOf">The gradient of a matrix, by its name.</param>
    /// <param name="learningRate">Above 0.</param>
    public void Step(Func<string, Tensor> gradientOf, double learningRate)
    {
        using var noGrad = no_grad();
        foreach (var shape in _shapes)
        {
            using var scope = NewDisposeScope();
            var updates = stack(shape.Select(p =>
            {
                var gradient = gradientOf(p.Name);
                p.Velocity.mul_(Momentum).add_(gradient);
                return gradient.add(p.Velocity, alpha: Momentum);
            }));
            var scale = 0.2 * Math.Sqrt(Math.Max(updates.shape[1], updates.shape[2]));
            var directions = Orthogonalise(updates).unbind(0);
            for (var i = 0; i < shape.Length; i++)
            {
                shape[i].Weights.mul_(1 - learningRate * _weightDecay).add_(directions[i], alpha: -learningRate * scale);
            }
        }
    }

    /// <summary>Matrices <c>[count, rows, columns]</c> to the same with singular values between about 0.7 and 1.2.</summary>
    public static Tensor Orthogonalise(Tensor matrices)
    {
        const double A = 3.4445, B = -4.7750, C = 2.0315;
        using var scope = NewDisposeScope();
        var tall = matrices.shape[1] > matrices.shape[2];
        var x = tall ? matrices.transpose(1, 2) : matrices;
        x = (x / (x.flatten(1).norm(1, keepdim: true).unsqueeze(-1) + 1e-7)).to(ScalarType.BFloat16);
        for (var i = 0; i < Iterations; i++)
        {
            var gram = x.bmm(x.transpose(1, 2));
            x = A * x + (B * gram + C * gram.bmm(gram)).bmm(x);
        }
        return (tall ? x.transpose(1, 2) : x).to(matrices.dtype).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var velocity in Velocities.Values)
        {
            velocity.Dispose();
        }
    }
}
