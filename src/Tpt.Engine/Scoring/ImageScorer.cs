using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Scoring;

/// <summary>An image's way through the engine: pixels, evidence, method, scores.</summary>
/// <param name="encoder">The views to evidence.</param>
/// <param name="method">The evidence to logits.</param>
/// <param name="needs">What the method needs of an image.</param>
/// <param name="classes">The classes.</param>
/// <param name="zeroShotFeatures">The class features that the zero-shot scores are made with, <c>[classes, embedding]</c>; null for those of the prompt.</param>
internal sealed class ImageScorer(ViewEncoder encoder, IAdaptationMethod method, MethodNeeds needs, ClassPrompts classes, Tensor? zeroShotFeatures) : IImageScorer
{
    /// <summary>The views to evidence.</summary>
    public ViewEncoder Encoder => encoder;

    /// <summary>The evidence to logits.</summary>
    public IAdaptationMethod Method => method;

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        return Score([.. rows.Select(Look)]);
    }

    public ViewEvidence Look(ViewBatch views)
    {
        using var scope = NewDisposeScope();
        var pixels = views.ToTensor().narrow(0, 0, needs.Views).to(classes.InitialContext.device);
        var evidence = encoder.Encode(pixels, needs.SelectedViews);
        // Else its memory may have been given to another image while it was read.
        views.ThrowIfDisposed();
        if (zeroShotFeatures is not null)
        {
            using var noGrad = no_grad();
            evidence = evidence with { EnsembleLogits = classes.Logits(evidence.CentreView, zeroShotFeatures)[0].MoveToOuterDisposeScope() };
        }
        evidence.Features.MoveToOuterDisposeScope();
        evidence.Logits.MoveToOuterDisposeScope();
        return evidence;
    }

    public ViewEvidence LookExactly(ViewBatch views, ViewEvidence evidence) => evidence;

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows, Func<int, ViewEvidence> lookExactly) => Score(rows);

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        return [.. method.Adapt(rows).Zip(rows, ToScores)];
    }

    /// <summary>The one place where logits become scores.</summary>
    private static Tensor ToProbabilities(Tensor logits) => logits.softmax(-1);

    private ImageScores ToScores(Adaptation adapted, ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new ImageScores(
            ToArray(ToProbabilities(adapted.Logits)), ToArray(ToProbabilities(evidence.ZeroShotLogits)), [.. adapted.SelectedViews], ToArray(adapted.Context ?? classes.InitialContext));
    }

    private static float[] ToArray(Tensor tensor) => tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
}
