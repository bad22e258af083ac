using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Training;

/// <summary>AdamW over many tensors, with CLIP's betas of 0.9 and 0.98 and epsilon of 1e-6, and a state that can be saved.</summary>
internal sealed class AdamW : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.98;
    private const double Epsilon = 1e-6;
    private readonly (string Name, Tensor Weights, Tensor Mean, Tensor Square, double Decay)[] _parameters;

    /// <param name="named">Tensors, changed in place by <see cref="Step"/>.</param>
    /// <param name="weightDecayOf">The decoupled weight decay of a tensor, by its name.</param>
    public AdamW(IReadOnlyDictionary<string, Tensor> named, Func<string, double> weightDecayOf)
    {
        Means = named.ToDictionary(p => p.Key, p => zeros_like(p.Value).DetachFromDisposeScope());
        Squares = named.ToDictionary(p => p.Key, p => zeros_like(p.Value).DetachFromDisposeScope());
        _parameters = [.. named.Select(p => (p.Key, p.Value, Means[p.Key], Squares[p.Key], weightDecayOf(p.Key)))];
    }

    public IReadOnlyDictionary<string, Tensor> Means { get; }

    public IReadOnlyDictionary<string, Tensor> Squares { get; }

    /// <param name="gradientOf">The gradient of a tensor, by its name.</param>
    /// <param name="learningRate">Above 0.</param>
    /// <param name="step">This step's number, from 1.</param>
    public void Step(Func<string, Tensor> gradientOf, double learningRate, int step)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, weights, mean, square, decay) in _parameters)
        {
            var gradient = gradientOf(name);
            mean.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var denominator = square.sqrt().div_(Math.Sqrt(1 - Math.Pow(Beta2, step))).add_(Epsilon);
            weights.mul_(1 - learningRate * decay).addcdiv_(mean, denominator, -learningRate / (1 - Math.Pow(Beta1, step)));
        }
    }

    public void Dispose()
    {
        foreach (var state in Means.Values.Concat(Squares.Values))
        {
            state.Dispose();
        }
    }
}
