using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>One image while its prompt is tuned.</summary>
/// <param name="Evidence">What the tuning looks at.</param>
/// <param name="Selected">The confident views, chosen once.</param>
/// <param name="Context">The context vectors, which the optimizer changes in place, <c>[M, hidden]</c>.</param>
/// <param name="Optimizer">The optimizer, with no step taken before.</param>
/// <param name="Loss">The loss as a function of the class features <c>[classes, embedding]</c>.</param>
/// <param name="Subset">The prompts that are tuned; null for all.</param>
internal sealed record ImageTuning(
    ViewEvidence Evidence, int[] Selected, Tensor Context, AdamW Optimizer, Func<Tensor, Tensor> Loss, PromptSubset? Subset) : IDisposable
{
    /// <summary>The L2-normalised features of the view that is scored, <c>[1, embedding]</c>.</summary>
    public Tensor CentreView => Evidence.Features.narrow(0, 0, 1);

    /// <summary>The loss and its gradient at the present context; the first step's is the initial one, whose features are known.</summary>
    public (float Loss, Tensor Gradient) Gradient(bool isFirstStep)
        => Evidence.Prompts.Gradient(isFirstStep ? Evidence.Prompts.InitialContext : Context, Loss, Subset);

    public void Dispose()
    {
        Optimizer.Dispose();
        Subset?.Dispose();
    }
}
