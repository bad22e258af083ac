using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Evaluation;

/// <summary>
/// Scores the images of one set by many methods. It is <see cref="TptClassifier"/> taken apart, so that methods share the image
/// features of their views, which are most of the work; a test holds its scores against the classifier's.
/// </summary>
internal sealed class SetScorer : IDisposable
{
    /// <summary>So many images share the first pass of the text tower.</summary>
    private const int BatchSize = 8;

    private readonly ClipModel _model;
    private readonly EvaluationSet _set;
    private readonly PromptEncoder _prompts;

    public SetScorer(ClipModel model, EvaluationSet set)
    {
        (_model, _set) = (model, set);
        using var classifier = new TptClassifier(model, set.ClassNames, ViewSettings.Centre.ToOptions(seed: 0));
        _prompts = PromptPreparation.Prepare(model, [.. set.ClassNames.Select(name => new ClassPromptSet(name))], classifier.Options);
    }

    /// <summary>The predictions of zero-shot and of each method with each seed.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="seeds">The seeds of the views.</param>
    /// <param name="looked">Called with the number of images whose views have been scored since the last call.</param>
    public IEnumerable<ImagePrediction> Score(IReadOnlyList<ScoringMethod> methods, IReadOnlyList<int> seeds, Action<int> looked)
    {
        foreach (var batch in _set.Images.Chunk(BatchSize))
        {
            ImagePixels[] pixels = [.. batch.Select(image => Read(image, fraction: 1))];
            foreach (var prediction in ScoreCentre(batch, pixels, ScoringMethod.ZeroShot))
            {
                yield return prediction;
            }
            foreach (var views in methods.GroupBy(method => method.Views))
            {
                foreach (var seed in seeds)
                {
                    foreach (var prediction in ScoreViews(batch, pixels, views, seed))
                    {
                        yield return prediction;
                    }
                    looked(batch.Length);
                }
            }
        }
    }

    /// <summary>Zero-shot of a crop out of the centre of each image.</summary>
    /// <param name="fraction">The fraction of the sides that is cut out.</param>
    public IEnumerable<ImagePrediction> ScoreCentreCrop(double fraction)
        => _set.Images.Chunk(BatchSize).SelectMany(batch =>
            ScoreCentre(batch, [.. batch.Select(image => Read(image, fraction))], CentreCrop.MethodName(fraction)));

    public void Dispose() => _prompts.Dispose();

    private static ImagePixels Read(EvaluationImage image, double fraction)
    {
        using var picture = EvaluationPicture.Read(image.Path);
        return picture.CentreCrop(fraction);
    }

    private List<ImagePrediction> ScoreCentre(EvaluationImage[] images, ImagePixels[] pixels, string method)
    {
        using var scope = NewDisposeScope();
        return [.. Look(pixels, ViewSettings.Centre, seed: 0).Zip(images, (evidence, image) =>
            ImagePrediction.Of(_set, image, method, seed: null, ToArray(evidence.Logits[0].softmax(0))))];
    }

    private List<ImagePrediction> ScoreViews(EvaluationImage[] images, ImagePixels[] pixels, IGrouping<ViewSettings, ScoringMethod> methods, int seed)
    {
        using var scope = NewDisposeScope();
        var evidence = Look(pixels, methods.Key, seed);
        return [.. methods.SelectMany(method => Adaptation(method.Options).Adapt(evidence)
            .Zip(images, (adapted, image) => ImagePrediction.Of(_set, image, method.Name, seed, ToArray(adapted.Probabilities))))];
    }

    private static IAdaptationMethod Adaptation(TptClassifierOptions options)
        => options.Method == TptMethod.PromptTuning ? new PromptTuning(options) : new ConfidentViewAveraging(options);

    private ViewEvidence[] Look(ImagePixels[] pixels, ViewSettings settings, int seed)
    {
        var sampler = new ViewSampler(_model.Preprocessing, settings.ToOptions(seed));
        return [.. pixels.AsParallel().AsOrdered().Select(sampler.Sample).ToArray().Select(Look)];
    }

    private ViewEvidence Look(ViewBatch views)
    {
        using var owned = views;
        using var pixels = empty([views.Count, 3, views.Size, views.Size], dtype: ScalarType.Float32);
        MemoryMarshal.AsBytes(views.Pixels.Span).CopyTo(pixels.bytes);
        using var onDevice = pixels.to(_model.Device);
        using var features = ImageEncoder.Encode(_model.Network.Images, onDevice);
        return ViewEvidence.Of(features, _prompts);
    }

    private static float[] ToArray(Tensor tensor) => tensor.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
}
