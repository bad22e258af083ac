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
    /// <summary>With merged tokens, so many views for each one that is kept are computed whole.</summary>
    private const int CandidatesPerKeptView = 2;

    /// <summary>
    /// The evidence of an image's views. With <see cref="TptClassifierOptions.TokenMerging"/>, those that are the most confident
    /// with merged tokens are computed again whole, so that the features which tune the prompt are not approximated.
    /// </summary>
    /// <param name="pixels">The views, the centre view first, <c>[views, 3, size, size]</c>.</param>
    /// <param name="tower">The image tower.</param>
    /// <param name="prompts">The class set in front of the text tower.</param>
    /// <param name="options">The settings.</param>
    public static ViewEvidence Of(Tensor pixels, ImageTower tower, PromptEncoder prompts, TptClassifierOptions options)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var views = (int)pixels.shape[0];
        var candidates = CandidatesPerKeptView * ConfidenceSelection.Count(views, options.SelectionFraction);
        var merging = options.UsesViews && candidates < views ? options.TokenMerging : 0;
        var features = ImageEncoder.Encode(tower, pixels, merging);
        if (merging > 0)
        {
            var logits = Of(features, prompts).Logits;
            // The centre view is whole already.
            var again = tensor([.. ConfidenceSelection.Select(logits, candidates).Where(view => view != 0).Select(view => (long)view)], device: pixels.device);
            features.index_copy_(0, again, ImageEncoder.Encode(tower, pixels.index_select(0, again)));
        }
        var evidence = Of(features, prompts);
        evidence.Features.MoveToOuterDisposeScope();
        evidence.Logits.MoveToOuterDisposeScope();
        return evidence;
    }

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
