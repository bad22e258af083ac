using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary>The stages of a row on the built-in model with default options, one after the other on one thread.</summary>
internal sealed class EngineStages : IDisposable
{
    private readonly ClipModel _model;
    private readonly TptClassifier _classifier;
    private readonly PromptEncoder _prompts;
    private readonly PromptTuning _method;

    public EngineStages(IReadOnlyList<string> classNames)
    {
        _model = ClipModel.LoadBuiltIn();
        _classifier = new TptClassifier(_model, classNames);
        var options = _classifier.Options;
        _prompts = PromptPreparation.Prepare(_model, [.. classNames.Select(name => new ClassPromptSet(name))], options);
        _method = new PromptTuning(options);
    }

    /// <summary>The seconds of each stage, summed over the images.</summary>
    public StageSeconds Measure(IEnumerable<string> paths)
        => paths.Select(Measure).Aggregate(default(StageSeconds), (sum, row) => sum + row);

    public void Dispose()
    {
        _prompts.Dispose();
        _classifier.Dispose();
        _model.Dispose();
    }

    private StageSeconds Measure(string path)
    {
        using var scope = NewDisposeScope();
        var (decode, image) = Time(() => EvaluationImages.Decode(path));
        var (sample, views) = Time(() => _classifier.CreateViews(image));
        var (vision, features) = Time(() => Encode(views));
        var (text, _) = Time(() => _method.Adapt([ViewEvidence.Of(features, _prompts)])[0].Probabilities.cpu());
        views.Dispose();
        return new StageSeconds(decode, sample, vision, text);
    }

    private Tensor Encode(ViewBatch views)
    {
        using var scope = NewDisposeScope();
        var pixels = empty([views.Count, 3, views.Size, views.Size], dtype: ScalarType.Float32);
        MemoryMarshal.AsBytes(views.Pixels.Span).CopyTo(pixels.bytes);
        return ImageEncoder.Encode(_model.Network.Images, pixels.to(_model.Device)).MoveToOuterDisposeScope();
    }

    private static (double Seconds, T Result) Time<T>(Func<T> stage)
    {
        var start = Stopwatch.GetTimestamp();
        var result = stage();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, result);
    }
}
