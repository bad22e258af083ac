using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Scoring;
using Tpt.Engine.Views;

namespace Tpt.Gpu.Measuring;

/// <summary>Prompt tuning with its defaults.</summary>
internal sealed class TunedImages : IImages
{
    private static readonly PromptTuningOptions _tuning = new();

    private readonly BenchmarkSettings _settings;
    private readonly ImageTower _tower;
    private readonly ClassPrompts _classes;
    private readonly PromptEncoder _prompts;
    private readonly ImageScorer _scorer;
    private readonly ViewBatch _views;

    public TunedImages(ClipNetwork network, int classes, BenchmarkSettings settings, ViewBatch views)
    {
        (_settings, _tower, _views) = (settings, network.Images, views);
        _classes = new ClassPrompts(network, SyntheticPrompts.Create(classes), new PromptLayout(SyntheticPrompts.ContextLength, ClassTokenPosition.End, 0), initialContext: null, settings.ClassChunkSize);
        _prompts = new PromptEncoder(_classes);
        _scorer = new ImageScorer(new ViewEncoder(_tower, _classes), _tuning.Create(new MethodContext(_prompts, ApproximationOptions.None)), _tuning.Needs(settings.Views), _classes, zeroShotFeatures: null);
    }

    public void Score() => _scorer.Score([_views]);

    /// <summary>The median of an image, its way and classes left open.</summary>
    public TuningFigure Time()
    {
        Score();
        var (images, backward, copies) = (_tower.Passes, LeafGradients.Passes, HostCopy.Count);
        Score();
        (images, backward, copies) = (_tower.Passes - images, LeafGradients.Passes - backward, HostCopy.Count - copies);
        var seconds = DeviceTimer.Seconds(Score, _settings.Repetitions);
        return new TuningFigure("", 0, seconds * 1000) { ImagePasses = images, BackwardPasses = backward, HostCopies = copies };
    }

    public void Dispose()
    {
        _prompts.Dispose();
        _classes.Dispose();
    }
}
