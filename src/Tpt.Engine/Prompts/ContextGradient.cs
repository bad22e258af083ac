using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>A loss and its gradient with respect to the context.</summary>
/// <param name="Loss">A scalar, in nats.</param>
/// <param name="Gradient"><c>[M, hidden]</c>.</param>
internal readonly record struct ContextGradient(Tensor Loss, Tensor Gradient)
{
    public ContextGradient MoveToOuterDisposeScope()
    {
        Loss.MoveToOuterDisposeScope();
        Gradient.MoveToOuterDisposeScope();
        return this;
    }
}
