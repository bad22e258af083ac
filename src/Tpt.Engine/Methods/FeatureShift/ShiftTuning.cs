using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>
/// Steps of AdamW on a shift of the class features that lower the marginal entropy of the confident views. The shift starts at 0 on every
/// image.
/// </summary>
/// <remarks>
/// With logits <c>z = s f tᵀ</c> of the kept views <c>f</c>, the gradient with respect to the class features is
/// <c>∂H/∂t = s (∂H/∂z)ᵀ f</c>; <see cref="MarginalEntropyGradient"/> has <c>∂H/∂z</c>, and <see cref="ShiftedPrototypes.PullBack"/> goes on to
/// the shift <c>δ_c</c> of each class. A shift that all classes share, <c>δ = γ Bᵀ</c>, has <c>∂H/∂γ = (Σ_c ∂H/∂δ_c) B</c>. So there is no
/// graph and no pass backward.
/// </remarks>
/// <param name="options">The steps.</param>
/// <param name="directions">The directions <c>B</c> of a shift that all classes share, <c>[embedding, directions]</c>; null for a shift of each class.</param>
/// <param name="selectsEachStep">Whether the confident views are chosen again at every step; else by the features before the first.</param>
internal sealed class ShiftTuning(FeatureShiftOptions options, Tensor? directions, bool selectsEachStep)
{
    /// <summary>Is told of every step.</summary>
    public Action<ShiftStep>? Observer { get; init; }

    /// <summary>The moved class features <c>[classes, embedding]</c>, in the caller's dispose scope, and the views that moved them.</summary>
    /// <param name="features">L2-normalised features of the views, <c>[views, embedding]</c>.</param>
    /// <param name="prototypes">L2-normalised class features, <c>[classes, embedding]</c>.</param>
    /// <param name="logitScale">The factor between cosines and logits, a scalar.</param>
    public (Tensor Features, ViewSelection SelectedViews) Tune(Tensor features, Tensor prototypes, Tensor logitScale)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var scaled = logitScale * features;
        var tuned = directions is null ? zeros_like(prototypes) : prototypes.new_zeros([1, directions.shape[1]]);
        var optimizer = new AdamW(tuned, options.LearningRate, options.WeightDecay);
        var shifted = ShiftedPrototypes.Of(prototypes, ToShift(tuned));
        var selected = Select(scaled, shifted);
        for (var step = 0; step < options.Steps && selected.Count > 0; step++)
        {
            if (selectsEachStep && step > 0)
            {
                selected = Select(scaled, shifted);
            }
            shifted = Step(ConfidenceSelection.Take(scaled, selected), prototypes, shifted, tuned, optimizer, selected);
        }
        selected.MoveToOuterDisposeScope();
        return (shifted.Features.MoveToOuterDisposeScope(), selected);
    }

    private ShiftedPrototypes Step(Tensor confident, Tensor prototypes, ShiftedPrototypes shifted, Tensor tuned, AdamW optimizer, ViewSelection selected)
    {
        var loss = MarginalEntropyGradient.Of(confident.TimesTransposed(shifted.Features));
        var gradient = ToGradient(shifted.PullBack(loss.Gradient.t().mm(confident)));
        optimizer.Step(gradient);
        Observer?.Invoke(new ShiftStep(HostCopy.Number(loss.Entropy), [.. selected], gradient, tuned));
        return ShiftedPrototypes.Of(prototypes, ToShift(tuned));
    }

    private ViewSelection Select(Tensor scaled, ShiftedPrototypes shifted)
        => ConfidenceSelection.Select(scaled.TimesTransposed(shifted.Features), ConfidenceSelection.Count((int)scaled.shape[0], options.SelectionFraction));

    private Tensor ToShift(Tensor tuned) => directions is null ? tuned : tuned.TimesTransposed(directions);

    private Tensor ToGradient(Tensor ofShifts) => directions is null ? ofShifts : ofShifts.sum(0, keepdim: true).mm(directions);
}
