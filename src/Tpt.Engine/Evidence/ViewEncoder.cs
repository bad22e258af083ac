using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>The views of an image to what a method looks at.</summary>
/// <param name="tower">The image tower.</param>
/// <param name="classes">The classes, at the initial context.</param>
/// <param name="tokenMerging">
/// The share of the patches that is merged, in [0, 1). The views that are the most confident so are computed again whole, so that the
/// features which tune the prompt are not approximated.
/// </param>
internal sealed class ViewEncoder(ImageTower tower, ClassPrompts classes, double tokenMerging = 0)
{
    /// <summary>With merged tokens, so many views for each one that is kept are computed whole.</summary>
    private const int CandidatesPerKeptView = 2;

    /// <summary>Whether the views are computed in 32-bit floats, every one whole.</summary>
    public bool IsExact => tower.DType == ScalarType.Float32 && tokenMerging == 0;

    /// <param name="pixels">The views, the centre view first, fp32 <c>[views, 3, size, size]</c>, on the tower's device.</param>
    /// <param name="keptViews">How many views the method keeps.</param>
    public ViewEvidence Encode(Tensor pixels, int keptViews)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var candidates = CandidatesPerKeptView * keptViews;
        var merging = candidates > 0 && candidates < pixels.shape[0] ? tokenMerging : 0;
        var features = ImageEncoder.Encode(tower, pixels, merging);
        if (merging > 0)
        {
            // The centre view is whole already.
            var logits = ToEvidence(features.narrow(0, 1, features.shape[0] - 1)).Logits;
            var again = ConfidenceSelection.Select(logits, candidates).ToTensor(pixels.device).Plus(1);
            features.index_copy_(0, again, ImageEncoder.Encode(tower, pixels.index_select(0, again)));
        }
        return ToEvidence(features).MoveToOuterDisposeScope();
    }

    /// <summary>The evidence of several images, whose views go through the tower together where nothing is merged.</summary>
    /// <param name="pixels">The views of each image, the centre view first, as many of each.</param>
    /// <param name="keptViews">How many views the method keeps.</param>
    public IReadOnlyList<ViewEvidence> EncodeTogether(IReadOnlyList<Tensor> pixels, int keptViews)
    {
        if (tokenMerging > 0)
        {
            return [.. pixels.Select(ofImage => Encode(ofImage, keptViews))];
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = ImageEncoder.Encode(tower, cat([.. pixels], 0)).split(pixels[0].shape[0]);
        return [.. features.Select(ToEvidence).Select(evidence => evidence.MoveToOuterDisposeScope())];
    }

    /// <summary>The evidence of features as <see cref="ImageEncoder"/> gives them, <c>[views, embedding]</c>.</summary>
    public ViewEvidence ToEvidence(Tensor imageFeatures)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = ClipNetwork.Normalize(imageFeatures);
        var logits = classes.Logits(features, classes.InitialFeatures);
        return new ViewEvidence(features.MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());
    }
}
