using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>One image while its prompt is tuned. Its tensors belong to the dispose scope of the call.</summary>
/// <param name="Evidence">What the tuning looks at.</param>
/// <param name="Selected">The confident views.</param>
/// <param name="Context">The context vectors, which the optimizer changes in place, <c>[M, hidden]</c>.</param>
/// <param name="Optimizer">The optimizer, with no step taken before.</param>
/// <param name="Loss">The loss as a function of the class features <c>[classes, embedding]</c>.</param>
internal sealed record TunedImage(ViewEvidence Evidence, ViewSelection Selected, Tensor Context, AdamW Optimizer, Func<Tensor, Tensor> Loss)
{
    /// <summary>The prompts that are tuned; null for all.</summary>
    public IReadOnlyList<PromptChunk>? Subset { get; init; }

    /// <summary>At the initial context, with no step taken.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="evidence">What the tuning looks at.</param>
    /// <param name="selected">The confident views.</param>
    /// <param name="optimizer">Makes the optimizer of the context.</param>
    /// <param name="loss">What the steps lower on the confident views.</param>
    public static TunedImage Begin(ClassPrompts classes, ViewEvidence evidence, ViewSelection selected, Func<Tensor, AdamW> optimizer, TuningLoss loss)
    {
        var confident = classes.LogitScale * ConfidenceSelection.Take(evidence.Features, selected);
        var context = classes.InitialContext.clone();
        return new TunedImage(evidence, selected, context, optimizer(context), classFeatures => loss(confident.TimesTransposed(classFeatures), classFeatures));
    }
}
