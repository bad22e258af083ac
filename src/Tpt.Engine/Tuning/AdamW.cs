using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>
/// AdamW (Loshchilov and Hutter) on one tensor, for the life of one image. Its tensors belong to the dispose scope that it is made in.
/// <c>θ ← (1 - lr λ) θ</c>, <c>m ← β₁ m + (1 - β₁) g</c>, <c>v ← β₂ v + (1 - β₂) g²</c>,
/// <c>θ ← θ - lr / (1 - β₁ᵗ) · m / (sqrt(v) / sqrt(1 - β₂ᵗ) + ε)</c>.
/// </summary>
internal sealed class AdamW(Tensor parameter, double learningRate, double weightDecay, double epsilon = AdamW.DefaultEpsilon)
{
    /// <summary>PyTorch's default, which the reference leaves in place.</summary>
    public const double DefaultEpsilon = 1e-8;

    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private readonly Tensor _mean = zeros_like(parameter);
    private readonly Tensor _square = zeros_like(parameter);
    private int _step;

    /// <summary>Changes the parameter in place.</summary>
    public void Step(Tensor gradient) => Step(gradient, learningRate);

    /// <summary>Changes the parameter in place, at a rate of this step's own.</summary>
    public void Step(Tensor gradient, double rate)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _step++;
        parameter.TimesInPlace(1 - rate * weightDecay);
        _mean.TimesInPlace(Beta1).PlusInPlace(gradient, factor: 1 - Beta1);
        _square.TimesInPlace(Beta2).PlusProductInPlace(gradient, gradient, factor: 1 - Beta2);
        var denominator = _square.sqrt().OverInPlace(Math.Sqrt(1 - Math.Pow(Beta2, _step))).PlusInPlace(epsilon);
        parameter.PlusQuotientInPlace(_mean, denominator, factor: -rate / (1 - Math.Pow(Beta1, _step)));
    }
}
