using TorchSharp;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>Images of one class set behind the image tower.</summary>
/// <param name="ClassNames">The classes.</param>
/// <param name="Features">For each image the L2-normalised features of its views, <c>[views, embedding]</c>.</param>
internal sealed record EncodedImages(IReadOnlyList<string> ClassNames, IReadOnlyList<Tensor> Features) : IDisposable
{
    public static EncodedImages Of(EvaluationImages images, ClipModel model, ApproximationOptions tower)
    {
        using var classifier = new TptClassifier(model, images.ClassNames, new TptClassifierOptions { Approximations = tower });
        return new EncodedImages(images.ClassNames, [.. images.Paths.Select(path => Encode(path, classifier))]);
    }

    public void Dispose()
    {
        foreach (var features in Features)
        {
            features.Dispose();
        }
    }

    private static Tensor Encode(string path, TptClassifier classifier)
    {
        using var scope = NewDisposeScope();
        using var views = classifier.CreateViews(EvaluationImages.Decode(path));
        return ((ImageScorer)classifier.Scorer).Look(views).Features.DetachFromDisposeScope();
    }
}
