using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>One optimizer step, as an observer sees it; the tensors are valid during the call only.</summary>
/// <param name="Loss">The marginal entropy before the step, in nats.</param>
/// <param name="SelectedViews">The views that it is the entropy of, most confident first.</param>
/// <param name="Gradient">Its gradient with respect to what is tuned: the shifts <c>[classes, embedding]</c>, or the coefficients <c>[1, directions]</c>.</param>
/// <param name="Tuned">What is tuned, after the step, of the same shape.</param>
internal sealed record ShiftStep(double Loss, ViewSelection SelectedViews, Tensor Gradient, Tensor Tuned);
