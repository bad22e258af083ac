using static TorchSharp.torch;

namespace Tpt.Engine.Methods.MeanShift;

/// <summary>Where a round of the search ends. The tensors live as long as the call that tells of it.</summary>
/// <param name="Inlierness">y, how much each view counts, <c>[views]</c>, summing to 1.</param>
/// <param name="Mode">m, L2-normalised, <c>[embedding]</c>.</param>
/// <param name="Density">K of each view at the mode before its last step, <c>[views]</c>.</param>
internal sealed record MeanShiftRound(Tensor Inlierness, Tensor Mode, Tensor Density);
