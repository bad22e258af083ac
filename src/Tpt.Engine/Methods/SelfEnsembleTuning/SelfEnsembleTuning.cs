using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.SelfEnsembleTuning;

/// <summary>
/// USE. With q of <see cref="CentreMixture"/>, a constant, and p the mean prediction of the same views in equal parts,
/// <c>L = -Σ_c p_c log q_c</c>: the gradient is that of p, the logarithm is on q. Every step chooses the views and q anew at the prompt
/// that it starts from, and an image whose views agree takes no further one. The result is log q at the tuned prompt, with the views and α of the last choice.
/// </summary>
internal sealed class SelfEnsembleTuning(MethodContext context, SelfEnsembleTuningOptions options) : IAdaptationMethod
{
    /// <summary>The weight of the centre view, of its rank.</summary>
    public Func<double, double> Alpha { get; init; } = CentreMixture.AlphaOf;

    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    private ClassPrompts Classes => context.Classes;

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        var tuner = new ContextTuner(context.Prompts, context.Approximations) { Observer = Observer };
        // A single view has nothing to be mixed with.
        EnsembledImage?[] images = [.. rows.Select(row => row.Count < 2 ? null : Begin(row))];
        for (var step = 0; step < options.Steps; step++)
        {
            int[] open = [.. Enumerable.Range(0, images.Length).Where(i => images[i] is { Mixture.IsUnanimous: false })];
            TunedImage[] tuned = [.. open.Select(i => TowardsMixture(images[i]!))];
            tuner.Step(tuned, isFirst: step == 0);
            foreach (var (i, features) in open.Zip(tuner.Features(tuned)))
            {
                images[i] = Follow(images[i]!, features);
            }
        }
        return [.. images.Zip(rows, (image, row) => (image is null ? CentreView(row) : Finish(image)).MoveToOuterDisposeScope())];
    }

    private EnsembledImage Begin(ViewEvidence evidence)
    {
        var parameter = Classes.InitialContext.clone();
        var optimizer = new AdamW(parameter, options.LearningRate, options.WeightDecay);
        return new EnsembledImage(evidence, parameter, optimizer, evidence.Logits.alias(), Choose(evidence.Logits), Steps: 0)
        {
            // A later step may mix any view, so a class that matters to any is tuned.
            Subset = context.Approximations.PruningTolerance > 0 ? Classes.Select(ClassPruning.Keep(evidence.Logits, context.Approximations.PruningTolerance)) : null,
        };
    }

    private CentreMixture Choose(Tensor logits) => CentreMixture.Choose(logits, options.SelectionFraction, Alpha);

    /// <summary>The next step, with its loss.</summary>
    private TunedImage TowardsMixture(EnsembledImage image)
    {
        using var noGrad = no_grad();
        var target = image.Mixture.LogProbabilities(image.Logits);
        var views = Classes.LogitScale * ConfidenceSelection.Take(image.Evidence.Features, [.. image.Mixture.Views]);
        return new TunedImage(
            image.Evidence, [.. image.Mixture.Others], image.Context, image.Optimizer, classFeatures => -(views.TimesTransposed(classFeatures).softmax(1).mean([0]) * target).sum())
        {
            Subset = image.Subset,
        };
    }

    /// <summary>At the prompt after a step. Only what a further step looks at is chosen anew.</summary>
    private EnsembledImage Follow(EnsembledImage image, Tensor classFeatures)
    {
        using var noGrad = no_grad();
        var logits = Classes.Logits(image.Evidence.Features, classFeatures);
        var steps = image.Steps + 1;
        return image with { Logits = logits, Mixture = steps < options.Steps ? Choose(logits) : image.Mixture, Steps = steps };
    }

    private Adaptation Finish(EnsembledImage image)
    {
        using var noGrad = no_grad();
        return new Adaptation(image.Mixture.LogProbabilities(image.Logits), [.. image.Mixture.Others], image.Steps == 0 ? null : image.Context)
        {
            ViewLogits = context.WantsViewLogits ? image.Logits : null,
        };
    }

    private Adaptation CentreView(ViewEvidence evidence)
        => new(evidence.ZeroShotLogits.alias(), [], Context: null) { ViewLogits = context.WantsViewLogits ? evidence.Logits.alias() : null };
}
