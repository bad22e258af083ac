using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>The views of an image to what a method looks at.</summary>
/// <param name="tower">The image tower.</param>
/// <param name="classes">The classes, at the initial context.</param>
/// <param name="screening">How the views are looked through before the most confident are computed whole.</param>
internal sealed class ViewEncoder(ImageTower tower, ClassPrompts classes, Screening screening = default)
{
    /// <summary>Whether the views are computed in 32-bit floats, every one whole.</summary>
    public bool IsExact => tower.DType == ScalarType.Float32 && screening.IsNone;

    /// <param name="pixels">The views, the centre view first, fp32 <c>[views, 3, size, size]</c>, on the tower's device.</param>
    /// <param name="keptViews">How many views the method keeps.</param>
    public ViewEvidence Encode(Tensor pixels, int keptViews)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var candidates = Screening.CandidatesPerKeptView * keptViews;
        if (screening.IsNone || candidates == 0 || candidates >= pixels.shape[0])
        {
            return ToEvidence(ImageEncoder.Encode(tower, pixels)).MoveToOuterDisposeScope();
        }
        var features = ImageEncoder.Screen(tower, pixels, screening);
        // The centre view is whole already.
        var logits = ToEvidence(features.narrow(0, 1, features.shape[0] - 1)).Logits;
        var again = ConfidenceSelection.Select(logits, candidates).ToTensor(pixels.device).Plus(1);
        features.index_copy_(0, again, ImageEncoder.Encode(tower, pixels.index_select(0, again)));
        return ToEvidence(features).MoveToOuterDisposeScope();
    }

    /// <summary>The evidence of several images, whose views go through the tower together where nothing is screened.</summary>
    /// <param name="pixels">The views of each image, the centre view first, as many of each.</param>
    /// <param name="keptViews">How many views the method keeps.</param>
    public IReadOnlyList<ViewEvidence> EncodeTogether(IReadOnlyList<Tensor> pixels, int keptViews)
    {
        if (!screening.IsNone)
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
