using TorchSharp;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>
/// Test-time prompt tuning: from the initial context, <c>steps</c> steps of AdamW lower the marginal entropy of the
/// confident views, chosen once; the tuned prompt then scores the centre view.
/// </summary>
internal sealed class PromptTuning(TptClassifierOptions options, Action<TuningStep>? observer = null) : IAdaptationMethod
{
    /// <summary>How many of so many views a selection fraction keeps.</summary>
    public Func<int, double, int> SelectionCount { get; init; } = ConfidenceSelection.Count;

    /// <summary>The loss that the steps lower: logits of the confident views <c>[k, classes]</c> to a scalar.</summary>
    public Func<Tensor, Tensor> Loss { get; init; } = MarginalEntropy.Of;

    /// <summary>The optimizer's ε.</summary>
    public double AdamEpsilon { get; init; } = AdamW.DefaultEpsilon;

    public AdaptedPrediction Adapt(ViewEvidence evidence)
    {
        using var scope = NewDisposeScope();
        var (features, logits, prompts) = evidence;
        if (options.Steps == 0)
        {
            return new AdaptedPrediction(logits[0].softmax(0).MoveToOuterDisposeScope(), [], prompts.InitialContext.clone().MoveToOuterDisposeScope());
        }
        var selected = ConfidenceSelection.Select(logits, SelectionCount((int)features.shape[0], options.SelectionFraction));
        var confident = features.index_select(0, tensor(Array.ConvertAll(selected, view => (long)view), device: features.device));
        var scaled = prompts.LogitScale * confident;
        using var subset = options.PruningTolerance > 0 ? Prune(evidence, selected) : null;

        var context = prompts.InitialContext.clone();
        using var optimizer = new AdamW(context, options.LearningRate, options.WeightDecay, AdamEpsilon);
        for (var step = 0; step < options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var (loss, gradient) = prompts.Gradient(step == 0 ? prompts.InitialContext : context,
                classFeatures => Loss(scaled.matmul(classFeatures.t())), subset);
            optimizer.Step(gradient);
            observer?.Invoke(new TuningStep(loss, gradient, context));
        }
        using var noGrad = no_grad();
        var tuned = prompts.Logits(features.narrow(0, 0, 1), prompts.Encode(context, subset))[0];
        return new AdaptedPrediction(tuned.softmax(0).MoveToOuterDisposeScope(), selected, context.MoveToOuterDisposeScope());
    }

    /// <summary>The prompts of the classes that matter to the confident views, which are tuned on, and to the centre view, which is scored.</summary>
    private PromptSubset Prune(ViewEvidence evidence, int[] selected)
    {
        using var scope = NewDisposeScope();
        var views = tensor([0L, .. selected.Select(view => (long)view)], device: evidence.Logits.device);
        return evidence.Prompts.Select(ClassPruning.Keep(evidence.Logits.index_select(0, views), options.PruningTolerance));
    }
}
