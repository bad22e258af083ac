using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Adaptation;

/// <summary>
/// Test-time prompt tuning: from the initial context, <c>steps</c> steps of AdamW lower the marginal entropy of the
/// confident views, chosen once; the tuned prompt then scores the centre view.
/// </summary>
internal sealed class PromptTuning(TptClassifierOptions options, Action<TuningStep>? observer = null) : IAdaptationMethod
{
    public AdaptedPrediction Adapt(ViewEvidence evidence)
    {
        using var scope = NewDisposeScope();
        var (features, logits, prompts) = evidence;
        if (options.Steps == 0)
        {
            return new AdaptedPrediction(logits[0].softmax(0).MoveToOuterDisposeScope(), [], prompts.InitialContext.clone().MoveToOuterDisposeScope());
        }
        var selected = ConfidenceSelection.Select(logits, ConfidenceSelection.Count((int)features.shape[0], options.SelectionFraction));
        var confident = features.index_select(0, tensor(Array.ConvertAll(selected, view => (long)view), device: features.device));
        var scaled = prompts.LogitScale * confident;

        var context = prompts.InitialContext.clone();
        using var optimizer = new AdamW(context, options.LearningRate, options.WeightDecay);
        for (var step = 0; step < options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            var (loss, gradient) = prompts.Gradient(step == 0 ? prompts.InitialContext : context,
                classFeatures => MarginalEntropy.Of(scaled.matmul(classFeatures.t())));
            optimizer.Step(gradient);
            observer?.Invoke(new TuningStep(loss, gradient, context));
        }
        using var noGrad = no_grad();
        var tuned = (prompts.LogitScale * features.narrow(0, 0, 1)).matmul(prompts.Encode(context).t())[0];
        return new AdaptedPrediction(tuned.softmax(0).MoveToOuterDisposeScope(), selected, context.MoveToOuterDisposeScope());
    }
}
