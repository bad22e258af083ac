using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.PromptTuning;

/// <summary>
/// Test-time prompt tuning, algorithm 1 of Shu et al. 2022. From the initial context, steps of AdamW lower the marginal entropy of the
/// confident views; the tuned prompt then scores the centre view, and is forgotten.
/// </summary>
internal sealed class PromptTuning(IPromptEncoder prompts, PromptTuningOptions options, ApproximationOptions approximations) : IAdaptationMethod
{
    /// <summary>How many of so many views a selection fraction keeps.</summary>
    public Func<int, double, int> SelectionCount { get; init; } = ConfidenceSelection.Count;

    /// <summary>The loss that the steps lower.</summary>
    public TuningLoss Loss { get; init; } = (logits, _) => MarginalEntropy.Of(logits);

    /// <summary>The optimizer's ε.</summary>
    public double AdamEpsilon { get; init; } = AdamW.DefaultEpsilon;

    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    private ClassPrompts Classes => prompts.Classes;

    private bool IsPruned => approximations.PruningTolerance > 0;

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        TunedImage[] images = [.. rows.Select(Begin)];
        for (var step = 0; step < options.Steps && images.Length > 0; step++)
        {
            using var stepScope = NewDisposeScope();
            var gradients = step == 0 ? InitialGradients(images) : [.. images.Select(image => Gradient(image.Context, image))];
            foreach (var (image, gradient) in images.Zip(gradients))
            {
                image.Optimizer.Step(gradient.Gradient);
                Observer?.Invoke(new TuningStep(gradient.Loss.item<float>(), gradient.Gradient, image.Context));
            }
        }
        return [.. images.Zip(TunedFeatures(images), Finish).Select(adaptation => adaptation.MoveToOuterDisposeScope())];
    }

    /// <summary>Keeps the views of lowest entropy, and starts at the initial context.</summary>
    private TunedImage Begin(ViewEvidence evidence)
    {
        var selected = ConfidenceSelection.Select(evidence.Logits, SelectionCount(evidence.Count, options.SelectionFraction));
        var confident = Classes.LogitScale * ConfidenceSelection.Take(evidence.Features, selected);
        var context = Classes.InitialContext.clone();
        return new TunedImage(
            evidence,
            selected,
            context,
            new AdamW(context, options.LearningRate, options.WeightDecay, AdamEpsilon),
            classFeatures => Loss(confident.TimesTransposed(classFeatures), classFeatures),
            IsPruned ? Prune(evidence, selected) : null);
    }

    /// <summary>Every image starts at the initial context, so there, and only there, they share a forward pass.</summary>
    private IReadOnlyList<ContextGradient> InitialGradients(TunedImage[] images)
        => IsPruned ? [.. images.Select(image => Gradient(null, image))] : prompts.Gradients(null, [.. images.Select(image => image.Loss)]);

    private ContextGradient Gradient(Tensor? context, TunedImage image) => prompts.Gradients(context, [image.Loss], image.Subset)[0];

    /// <summary>The class features at each image's tuned context, <c>[classes, embedding]</c>.</summary>
    private IReadOnlyList<Tensor> TunedFeatures(TunedImage[] images)
        => approximations.ShareTextPasses && !IsPruned && images.Length > 0
            ? prompts.EncodeTogether([.. images.Select(image => image.Context)], [.. images.Select(image => image.Evidence.CentreView)])
            : [.. images.Select(image => prompts.Encode(image.Context, image.Evidence.CentreView, image.Subset))];

    /// <summary>Scores the centre view with the tuned prompt.</summary>
    private Adaptation Finish(TunedImage image, Tensor classFeatures)
    {
        using var noGrad = no_grad();
        return new Adaptation(Classes.Logits(image.Evidence.CentreView, classFeatures)[0], image.Selected, image.Context);
    }

    /// <summary>The prompts of the classes that matter to the confident views, which are tuned on, and to the centre view, which is scored.</summary>
    private IReadOnlyList<PromptChunk> Prune(ViewEvidence evidence, int[] selected)
        => Classes.Select(ClassPruning.Keep(ConfidenceSelection.Take(evidence.Logits, [0, .. selected]), approximations.PruningTolerance));
}
