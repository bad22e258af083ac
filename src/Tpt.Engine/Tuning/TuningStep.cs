using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>One optimizer step, as an observer sees it; the tensors are valid during the call only.</summary>
/// <param name="Loss">The loss before the step, with every term, in nats.</param>
/// <param name="Gradient">Its gradient with respect to the context, <c>[M, hidden]</c>.</param>
/// <param name="Context">The context after the step, <c>[M, hidden]</c>.</param>
internal sealed record TuningStep(float Loss, Tensor Gradient, Tensor Context);
