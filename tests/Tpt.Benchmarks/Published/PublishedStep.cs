using static TorchSharp.torch;

namespace Tpt.Benchmarks.Published;

/// <summary>One step of the text side.</summary>
/// <param name="Gradient">Of the loss to the context, before the step, <c>[M, hidden]</c>.</param>
/// <param name="Context">After the step, <c>[M, hidden]</c>.</param>
/// <param name="Tuned">The L2-normalised class features at it, <c>[classes, embedding]</c>.</param>
internal sealed record PublishedStep(Tensor Gradient, Tensor Context, Tensor Tuned);
