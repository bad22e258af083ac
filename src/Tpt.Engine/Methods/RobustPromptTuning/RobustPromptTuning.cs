using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.RobustPromptTuning;

/// <summary>
/// R-TPT. <c>L = mean over the confident views of H(p_v)</c>, the mean of the entropies and not the entropy of the mean; steps of AdamW
/// lower it, and <see cref="SimilarityEnsemble"/> averages the tuned logits of all views.
/// </summary>
internal sealed class RobustPromptTuning(MethodContext context, RobustPromptTuningOptions options) : IAdaptationMethod
{
    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    private ClassPrompts Classes => context.Classes;

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        var tuner = new ContextTuner(context.Prompts, context.Approximations) { Observer = Observer };
        TunedImage[] images = [.. rows.Select(Begin)];
        for (var step = 0; step < options.Steps; step++)
        {
            tuner.Step(images, isFirst: step == 0);
        }
        var classFeatures = options.Steps == 0 ? [.. rows.Select(_ => Classes.InitialFeatures)] : tuner.Features(images);
        return [.. images.Zip(classFeatures, Finish).Select(adaptation => adaptation.MoveToOuterDisposeScope())];
    }

    private TunedImage Begin(ViewEvidence evidence)
    {
        var selected = ConfidenceSelection.Select(evidence.Logits, ConfidenceSelection.Count(evidence.Count, options.SelectionFraction));
        return TunedImage.Begin(
            Classes, evidence, selected, parameter => new AdamW(parameter, options.LearningRate, options.WeightDecay), (logits, _) => ConfidenceSelection.Entropies(logits).mean()) with
        {
            Subset = context.Approximations.PruningTolerance > 0 ? Classes.Select(Prune(evidence)) : null,
        };
    }

    /// <summary>
    /// The classes that matter to any view, and to the ensemble. It averages logits, so where views are sure of different
    /// classes, one that none of them takes for likely can win.
    /// </summary>
    private HashSet<int> Prune(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ensemble = SimilarityEnsemble.Average(evidence.Features, evidence.Logits, options.Neighbours, options.EnsembleTemperature);
        return ClassPruning.Keep(cat([evidence.Logits, ensemble.unsqueeze(0)], 0), context.Approximations.PruningTolerance);
    }

    private Adaptation Finish(TunedImage image, Tensor classFeatures)
    {
        using var noGrad = no_grad();
        var features = image.Evidence.Features;
        var logits = Classes.Logits(features, classFeatures);
        return new Adaptation(SimilarityEnsemble.Average(features, logits, options.Neighbours, options.EnsembleTemperature), image.Selected, image.Context)
        {
            ViewLogits = context.WantsViewLogits ? logits : null,
        };
    }
}
