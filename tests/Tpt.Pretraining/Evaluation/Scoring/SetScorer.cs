using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Evaluation.Scoring;

/// <summary>
/// Scores the images of one set by many methods, with a <see cref="TptClassifier"/> for each. Methods share their views; each
/// classifier encodes them anew.
/// </summary>
internal sealed class SetScorer : IDisposable
{
    /// <summary>The views of so many images are made side by side: 64 views of 224 pixels are 39 MB.</summary>
    private const int BatchSize = 8;

    private readonly ClipModel _model;
    private readonly LabelledSet _set;
    private readonly string? _prompt;
    private readonly TptClassifier _zeroShot;
    private readonly HashSet<LabelledImage> _unreadable = [];

    /// <param name="model">The model, which must outlive this object.</param>
    /// <param name="set">The set.</param>
    /// <param name="prompt">With <c>{0}</c> for the class; null is what the model recommends.</param>
    /// <exception cref="ArgumentException">A class name or the prompt cannot be.</exception>
    public SetScorer(ClipModel model, LabelledSet set, string? prompt)
    {
        (_model, _set, _prompt) = (model, set, prompt);
        _zeroShot = CreateClassifier(ScoringMethods.ZeroShotOptions(prompt));
    }

    /// <summary>The set.</summary>
    public LabelledSet Set => _set;

    /// <summary>The prompt and the settings of published tuning, for the head of a report.</summary>
    public string Description => ScoringMethods.Describe(_zeroShot);

    /// <summary>The files that turned out to be no pictures. No method has a prediction of them.</summary>
    public IReadOnlyCollection<LabelledImage> Unreadable => _unreadable;

    /// <summary>The predictions of zero-shot and of each method with each seed.</summary>
    /// <param name="methods">The methods.</param>
    /// <param name="seeds">The seeds of the views.</param>
    /// <param name="looked">Called with the number of images whose views have been scored since the last call.</param>
    public IEnumerable<ImagePrediction> Score(IReadOnlyList<ScoringMethod> methods, IReadOnlyList<int> seeds, Action<int> looked)
    {
        foreach (var prediction in ScoreZeroShot(ScoringMethods.ZeroShot, picture => picture))
        {
            yield return prediction;
        }
        foreach (var sharing in methods.GroupBy(ScoringMethods.ViewsOf))
        {
            foreach (var seed in seeds)
            {
                foreach (var prediction in ScoreViews([.. sharing], seed, looked))
                {
                    yield return prediction;
                }
            }
        }
    }

    /// <summary>Zero-shot of what is made of each image.</summary>
    /// <param name="method">What the report calls it.</param>
    /// <param name="change">Makes what is looked at of an image.</param>
    public IEnumerable<ImagePrediction> ScoreZeroShot(string method, Func<ImagePixels, ImagePixels> change)
    {
        foreach (var batch in _set.Images.Chunk(BatchSize))
        {
            foreach (var (image, views) in Read(batch, pixels => _zeroShot.CreateViews(change(pixels))))
            {
                using var owned = views;
                yield return ImagePrediction.Of(_set, image, method, seed: null, _zeroShot.Predict(views).ZeroShotScores.Span);
            }
        }
    }

    public void Dispose() => _zeroShot.Dispose();

    private IEnumerable<ImagePrediction> ScoreViews(IReadOnlyList<ScoringMethod> methods, int seed, Action<int> looked)
    {
        var classifiers = new List<(string Method, TptClassifier Classifier)>();
        try
        {
            classifiers.AddRange(methods.Select(method => (method.Name, CreateClassifier(ScoringMethods.Options(method, seed, _prompt)))));
            foreach (var batch in _set.Images.Chunk(BatchSize))
            {
                foreach (var (image, views) in Read(batch, classifiers[0].Classifier.CreateViews))
                {
                    using var owned = views;
                    foreach (var (method, classifier) in classifiers)
                    {
                        yield return ImagePrediction.Of(_set, image, method, seed, classifier.Predict(views).Scores.Span);
                    }
                }
                looked(batch.Length);
            }
        }
        finally
        {
            classifiers.ForEach(one => one.Classifier.Dispose());
        }
    }

    /// <summary>The views of those images of a batch that can be read.</summary>
    private List<(LabelledImage Image, ViewBatch Views)> Read(LabelledImage[] batch, Func<ImagePixels, ViewBatch> look)
    {
        var looks = batch.AsParallel().AsOrdered()
            .Select(image => (Image: image, Views: PictureFile.Read(image.Path) is { } pixels ? look(pixels) : null)).ToArray();
        var readable = new List<(LabelledImage, ViewBatch)>();
        foreach (var (image, views) in looks)
        {
            if (views is null)
            {
                _unreadable.Add(image);
            }
            else
            {
                readable.Add((image, views));
            }
        }
        return readable;
    }

    private TptClassifier CreateClassifier(TptClassifierOptions options)
        => new(_model, [.. _set.Classes.Select(one => new ClassPromptSet(one.Folder, [one.Name]))], options);
}
