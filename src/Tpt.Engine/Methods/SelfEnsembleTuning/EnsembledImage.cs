using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.SelfEnsembleTuning;

/// <summary>One image on its way through the steps. Its tensors belong to the dispose scope of the call.</summary>
/// <param name="Evidence">What the tuning looks at.</param>
/// <param name="Context">The context vectors, which the optimizer changes in place, <c>[M, hidden]</c>.</param>
/// <param name="Optimizer">The optimizer, with no step taken before.</param>
/// <param name="Logits">The logits of all views at that context, <c>[views, classes]</c>.</param>
/// <param name="Mixture">What they are mixed by.</param>
/// <param name="Steps">How many steps were taken.</param>
internal sealed record EnsembledImage(ViewEvidence Evidence, Tensor Context, AdamW Optimizer, Tensor Logits, CentreMixture Mixture, int Steps)
{
    /// <summary>The prompts that are tuned; null for all.</summary>
    public IReadOnlyList<PromptChunk>? Subset { get; init; }
}
