using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Agreement;

/// <summary>Images of one class set behind the image tower.</summary>
/// <param name="ClassNames">The classes.</param>
/// <param name="Features">For each image the features of its views, <c>[views, embedding]</c>.</param>
internal sealed record EncodedImages(IReadOnlyList<string> ClassNames, IReadOnlyList<Tensor> Features) : IDisposable
{
    public static EncodedImages Of(EvaluationImages images, ClipModel model, double tokenMerging)
    {
        using var classifier = new TptClassifier(model, images.ClassNames);
        return new EncodedImages(images.ClassNames, [.. images.Paths.Select(path => Encode(path, classifier, tokenMerging))]);
    }

    public void Dispose()
    {
        foreach (var features in Features)
        {
            features.Dispose();
        }
    }

    private static Tensor Encode(string path, TptClassifier classifier, double tokenMerging)
    {
        using var scope = NewDisposeScope();
        using var views = classifier.CreateViews(EvaluationImages.Decode(path));
        var pixels = empty([views.Count, 3, views.Size, views.Size], dtype: ScalarType.Float32);
        MemoryMarshal.AsBytes(views.Pixels.Span).CopyTo(pixels.bytes);
        return ImageEncoder.Encode(classifier.Model.Network.Images, pixels, tokenMerging).DetachFromDisposeScope();
    }
}
