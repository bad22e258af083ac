using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Calibration;

/// <summary>
/// CoTS, equation 5 of Liang et al. 2026, and E-CoTS, equation 7. With adapted logits z_v and zero-shot logits u_v of the views:
/// <code>
/// Ω = the views of lowest entropy of softmax(z_v), without the centre view 0
/// τ = argmin mean_{v in Ω} (max softmax(z_v / τ) - max softmax(u_v))²
/// CoTS   = softmax(z_0 / τ)
/// E-CoTS = α softmax(z_0 / τ) + (1 - α) mean_{v in Ω} softmax(z_v / τ)
/// α = mean of t_i · t_j over i ≠ j = (|Σ t|² - C) / (C (C - 1)), from the class features t of the initial prompt
/// </code>
/// </summary>
internal sealed class ConfidenceMatching : ICalibration
{
    private readonly ConfidenceMatchingOptions _options;

    /// <param name="options">The settings.</param>
    /// <param name="classFeatures">The L2-normalised class features of the initial prompt, <c>[classes, embedding]</c>.</param>
    public ConfidenceMatching(ConfidenceMatchingOptions options, Tensor classFeatures)
    {
        _options = options;
        CentreWeight = WeightOf(classFeatures);
    }

    public bool KeepsLabel => !_options.Ensemble;

    /// <summary>α, in [0, 1]: a mean cosine below 0 counts as 0, so that the scores stay probabilities. 1 for one class.</summary>
    public double CentreWeight { get; }

    public Tensor Calibrate(Adaptation adapted, ViewEvidence evidence)
    {
        using var scope = NewDisposeScope();
        if (!adapted.IsAdapted)
        {
            return adapted.Logits.softmax(-1).MoveToOuterDisposeScope();
        }
        var views = adapted.ViewLogits ?? throw new InvalidOperationException("The method gave no logits of the views, which it promised.");
        var confident = Select(views, evidence.Logits);
        var temperature = Fit(views, evidence.Logits, confident);
        var centre = TemperatureScaling.Probabilities(adapted.Logits, temperature);
        if (!_options.Ensemble || confident.Length == 0)
        {
            return centre.MoveToOuterDisposeScope();
        }
        var others = TemperatureScaling.Probabilities(ConfidenceSelection.Take(views, [.. confident]), temperature).mean([0]);
        return centre.Times(CentreWeight).Plus(others.Times(1 - CentreWeight)).MoveToOuterDisposeScope();
    }

    /// <summary>Ω: the most confident views after adaptation, most confident first, without the centre view. Those that are not numbers are left out.</summary>
    /// <param name="adapted">Logits after adaptation, <c>[views, classes]</c>.</param>
    /// <param name="zeroShot">Logits before.</param>
    public int[] Select(Tensor adapted, Tensor zeroShot)
    {
        using var scope = NewDisposeScope();
        var others = (int)adapted.shape[0] - 1;
        if (others == 0)
        {
            return [];
        }
        var isNumber = HostCopy.Longs(adapted.isfinite().all(1).logical_and(zeroShot.isfinite().all(1)));
        return [.. ConfidenceSelection.Select(adapted.narrow(0, 1, others), ConfidenceSelection.Count(others, _options.SelectionFraction))
            .Select(view => view + 1).Where(view => isNumber[view] != 0)];
    }

    /// <summary>τ, in [0.001, 1000].</summary>
    public static double Fit(Tensor adapted, Tensor zeroShot, int[] confident)
    {
        if (confident.Length == 0 || adapted.shape[1] == 1)
        {
            return 1;
        }
        using var scope = NewDisposeScope();
        double[][] logits = [.. HostCopy.Doubles(ConfidenceSelection.Take(adapted, [.. confident])).Chunk((int)adapted.shape[1])];
        var target = HostCopy.ToCpu(ConfidenceSelection.Take(zeroShot, [.. confident])).to(ScalarType.Float64).softmax(1).amax([1]).data<double>().ToArray();
        return new TemperatureFit(logits, target).Minimise();
    }

    private static double WeightOf(Tensor classFeatures)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        double classes = classFeatures.shape[0];
        var sum = HostCopy.ToCpu(classFeatures).to(ScalarType.Float64).sum([0]);
        return classes == 1 ? 1 : Math.Clamp((HostCopy.Number((sum * sum).sum()) - classes) / (classes * (classes - 1)), 0, 1);
    }
}
