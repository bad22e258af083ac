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

/// <summary>Prompt tuning with its defaults, image by image.</summary>
internal static class TunedImages
{
    private static readonly PromptTuningOptions _tuning = new();

    /// <summary>The median of an image, its way and classes left open.</summary>
    public static TuningFigure Time(ImageTower tower, ClassPrompts classes, ViewBatch views, BenchmarkSettings settings)
    {
        using var prompts = new PromptEncoder(classes);
        var scorer = new ImageScorer(new ViewEncoder(tower, classes), _tuning.Create(new MethodContext(prompts, ApproximationOptions.None)), _tuning.Needs(settings.Views), classes, zeroShotFeatures: null);
        scorer.Score([views]);
        var (images, backward, copies) = (tower.Passes, LeafGradients.Passes, HostCopy.Count);
        scorer.Score([views]);
        (images, backward, copies) = (tower.Passes - images, LeafGradients.Passes - backward, HostCopy.Count - copies);
        // The scores are numbers in .NET, so that the device has done all of it.
        var seconds = DeviceTimer.Seconds(() => scorer.Score([views]), settings.Repetitions);
        return new TuningFigure("", 0, seconds * 1000, Share: null, images, backward, copies);
    }
}
