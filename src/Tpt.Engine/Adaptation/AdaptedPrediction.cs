using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>What a method of test-time adaptation makes of one image.</summary>
/// <param name="Probabilities"><c>[classes]</c>, summing to 1.</param>
/// <param name="SelectedViews">The views that it rests on, most confident first.</param>
/// <param name="Context">The context vectors that it ends with, <c>[M, hidden]</c>.</param>
internal sealed record AdaptedPrediction(Tensor Probabilities, int[] SelectedViews, Tensor Context);
