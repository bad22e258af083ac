using System.Diagnostics;
using TorchSharp;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Scoring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary>The stages of a row on the built-in model with default options, one after the other on one thread.</summary>
internal sealed class EngineStages : IDisposable
{
    private readonly ClipModel _model = ClipModel.LoadBuiltIn();
    private readonly TptClassifier _classifier;

    public EngineStages(IReadOnlyList<string> classNames) => _classifier = new TptClassifier(_model, classNames);

    private ImageScorer Scorer => (ImageScorer)_classifier.Scorer;

    /// <summary>The seconds of each stage, summed over the images.</summary>
    public StageSeconds Measure(IEnumerable<string> paths)
        => paths.Select(Measure).Aggregate(default(StageSeconds), (sum, row) => sum + row);

    public void Dispose()
    {
        _classifier.Dispose();
        _model.Dispose();
    }

    private StageSeconds Measure(string path)
    {
        using var scope = NewDisposeScope();
        var (decode, image) = Time(() => EvaluationImages.Decode(path));
        var (sample, views) = Time(() => _classifier.CreateViews(image));
        var (vision, evidence) = Time(() => Scorer.Look(views));
        var (text, _) = Time(() => Scorer.Score([evidence]));
        views.Dispose();
        return new StageSeconds(decode, sample, vision, text);
    }

    private static (double Seconds, T Result) Time<T>(Func<T> stage)
    {
        var start = Stopwatch.GetTimestamp();
        var result = stage();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }
}
