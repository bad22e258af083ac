using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>The class features as a function of the context, and the gradient of what is made of them.</summary>
internal interface IPromptEncoder : IDisposable
{
    /// <summary>The class set.</summary>
    ClassPrompts Classes { get; }

    /// <summary>L2-normalised class features <c>[classes, embedding]</c> at a context, without a graph.</summary>
    /// <param name="context">The context, <c>[M, hidden]</c>.</param>
    /// <param name="view">The L2-normalised features of the view that is scored with them, <c>[1, embedding]</c>: an approximation is held against these scores.</param>
    /// <param name="subset">The prompts that follow the context; null for all.</param>
    Tensor Encode(Tensor context, Tensor view, IReadOnlyList<PromptChunk>? subset = null);

    /// <summary>
    /// What <see cref="Encode"/> gives for each of several contexts, in passes that they share where that can be. The shape of a pass,
    /// and with it the rounding, depends on their number.
    /// </summary>
    IReadOnlyList<Tensor> EncodeTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Tensor> views);

    /// <summary>
    /// What <see cref="Gradients"/> gives for each of several contexts and its loss, in passes that they share where that can be and the device gains by it:
    /// forward and backward are launched once for all. The rounding depends on their number.
    /// </summary>
    IReadOnlyList<ContextGradient> GradientsTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Func<Tensor, Tensor>> losses)
        => [.. contexts.Zip(losses, (context, loss) => Gradients(context, [loss])[0])];

    /// <summary>The gradients of losses with respect to the context. The losses share passes; a loss's gradient has the same bits in any company.</summary>
    /// <param name="context">Where to differentiate, <c>[M, hidden]</c>; null for the initial context, whose features are known.</param>
    /// <param name="losses">Scalar losses of the class features <c>[classes, embedding]</c>, such as those of several images.</param>
    /// <param name="subset">The prompts that follow the context; null for all.</param>
    IReadOnlyList<ContextGradient> Gradients(Tensor? context, IReadOnlyList<Func<Tensor, Tensor>> losses, IReadOnlyList<PromptChunk>? subset = null);
}
