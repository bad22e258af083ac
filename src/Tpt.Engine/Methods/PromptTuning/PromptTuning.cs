using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.PromptTuning;

/// <summary>
/// Test-time prompt tuning, algorithm 1 of Shu et al. 2022. From the initial context, steps of AdamW lower the marginal entropy of the
/// confident views; the tuned prompt then scores the centre view, and is forgotten. <c>L = H(p̄) - λ_D D(T) + λ_O O(T)</c>, with
/// <see cref="ClassDispersion"/> D and <see cref="ClassOrthogonality"/> O of the class features T, where their weights are not 0.
/// </summary>
internal sealed class PromptTuning(MethodContext context, PromptTuningOptions options) : IAdaptationMethod
{
    private readonly Regulariser? _regulariser = CreateRegulariser(context, options);

    /// <summary>How many of so many views a selection fraction keeps.</summary>
    public Func<int, double, int> SelectionCount { get; init; } = ConfidenceSelection.Count;

    /// <summary>The loss that the steps lower.</summary>
    public TuningLoss Loss { get; init; } = (logits, _) => MarginalEntropy.Of(logits);

    /// <summary>The optimizer's ε.</summary>
    public double AdamEpsilon { get; init; } = AdamW.DefaultEpsilon;

    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    private ClassPrompts Classes => context.Classes;

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        var tuner = new ContextTuner(context.Prompts, context.Approximations) { Observer = Observer, Regulariser = _regulariser };
        TunedImage[] images = [.. rows.Select(Begin)];
        for (var step = 0; step < options.Steps; step++)
        {
            tuner.Step(images, isFirst: step == 0);
        }
        return [.. images.Zip(tuner.Features(images), Finish).Select(adaptation => adaptation.MoveToOuterDisposeScope())];
    }

    /// <summary>Keeps the views of lowest entropy, and starts at the initial context.</summary>
    private TunedImage Begin(ViewEvidence evidence)
    {
        var selected = ConfidenceSelection.Select(evidence.Logits, SelectionCount(evidence.Count, options.SelectionFraction));
        return TunedImage.Begin(Classes, evidence, selected, parameter => new AdamW(parameter, options.LearningRate, options.WeightDecay, AdamEpsilon), Loss) with
        {
            Subset = context.Approximations.PruningTolerance > 0 ? Prune(evidence, selected) : null,
        };
    }

    /// <summary>Scores the centre view with the tuned prompt.</summary>
    private Adaptation Finish(TunedImage image, Tensor classFeatures)
    {
        using var noGrad = no_grad();
        return new Adaptation(Classes.Logits(image.Evidence.CentreView, classFeatures)[0], image.Selected, image.Context)
        {
            ViewLogits = context.WantsViewLogits ? Classes.Logits(image.Evidence.Features, classFeatures) : null,
        };
    }

    /// <summary>
    /// What the loss says of the class features alone; null for nothing. One class has no others to be kept from: both terms are 0, and
    /// what rounding leaves of their gradient must not move the prompt.
    /// </summary>
    private static Regulariser? CreateRegulariser(MethodContext context, PromptTuningOptions options)
    {
        if (options is { DispersionWeight: 0, OrthogonalityWeight: 0 } || context.Classes.InitialFeatures.shape[0] == 1)
        {
            return null;
        }
        var regulariser = new Regulariser(Term, context.Prompts);
        context.Own(regulariser);
        return regulariser;

        Tensor Term(Tensor features)
            => options.OrthogonalityWeight == 0 ? Dispersion(features) : options.DispersionWeight == 0 ? Orthogonality(features) : Dispersion(features).Plus(Orthogonality(features));

        Tensor Dispersion(Tensor features) => ClassDispersion.Of(features).Times(-options.DispersionWeight);

        Tensor Orthogonality(Tensor features) => ClassOrthogonality.Of(features).Times(options.OrthogonalityWeight);
    }

    /// <summary>The prompts of the classes that matter to the confident views, which are tuned on, to the centre view, which is scored, and to all views where somebody asks for their logits.</summary>
    private IReadOnlyList<PromptChunk> Prune(ViewEvidence evidence, ViewSelection selected)
        => Classes.Select(ClassPruning.Keep(context.WantsViewLogits ? evidence.Logits : ConfidenceSelection.TakeBehindCentre(evidence.Logits, selected), context.Approximations.PruningTolerance));
}
