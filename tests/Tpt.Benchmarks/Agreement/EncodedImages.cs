using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>Images of one class set behind the image tower.</summary>
/// <param name="ClassNames">The classes.</param>
/// <param name="Features">For each image the L2-normalised features of its views, <c>[views, embedding]</c>.</param>
internal sealed record EncodedImages(IReadOnlyList<string> ClassNames, IReadOnlyList<Tensor> Features) : IDisposable
{
    public static EncodedImages Of(EvaluationImages images, ClipModel model, double tokenMerging)
    {
        var options = new TptClassifierOptions { TokenMerging = tokenMerging };
        using var classifier = new TptClassifier(model, images.ClassNames, options);
        using var prompts = PromptPreparation.Prepare(model, [.. images.ClassNames.Select(name => new ClassPromptSet(name))], classifier.Options);
        return new EncodedImages(images.ClassNames, [.. images.Paths.Select(path => Encode(path, classifier, prompts))]);
    }

    public void Dispose()
    {
        foreach (var features in Features)
        {
            features.Dispose();
        }
    }

    private static Tensor Encode(string path, TptClassifier classifier, PromptEncoder prompts)
    {
        using var scope = NewDisposeScope();
        using var views = classifier.CreateViews(EvaluationImages.Decode(path));
        var pixels = empty([views.Count, 3, views.Size, views.Size], dtype: ScalarType.Float32);
        MemoryMarshal.AsBytes(views.Pixels.Span).CopyTo(pixels.bytes);
        return ViewEvidence.Of(pixels, classifier.Model.Network.Images, prompts, classifier.Options).Features.DetachFromDisposeScope();
    }
}
