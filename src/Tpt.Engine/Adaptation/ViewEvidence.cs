using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>What a method of test-time adaptation may look at, for one image.</summary>
/// <param name="Features">L2-normalised image features of the views, the centre view first, <c>[views, embedding]</c>.</param>
/// <param name="Logits">Zero-shot logits of the views, <c>[views, classes]</c>.</param>
/// <param name="Prompts">The class set in front of the text tower.</param>
internal sealed record ViewEvidence(Tensor Features, Tensor Logits, PromptEncoder Prompts)
{
    /// <summary>The evidence of features as <see cref="ImageEncoder"/> gives them, <c>[views, embedding]</c>.</summary>
    public static ViewEvidence Of(Tensor imageFeatures, PromptEncoder prompts)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = ClipNetwork.Normalize(imageFeatures);
        var logits = prompts.Logits(features, prompts.InitialFeatures);
        return new ViewEvidence(features.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope(), prompts);
    }
}
