using TorchSharp;
using Tpt.Engine.Numerics;
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

    public IReadOnlyList<AdaptedPrediction> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        if (rows.Count == 0)
        {
            return [];
        }
        var images = rows.Select(Begin).ToArray();
        for (var step = 0; step < options.Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            // Every image starts at the initial context, so there, and only there, they share a forward pass.
            var isShared = step == 0 && options.PruningTolerance == 0;
            var gradients = isShared
                ? rows[0].Prompts.Gradients(rows[0].Prompts.InitialContext, [.. images.Select(image => image.Loss)])
                : [.. images.Select(image => image.Gradient(isFirstStep: step == 0))];
            for (var i = 0; i < images.Length; i++)
            {
                images[i].Optimizer.Step(gradients[i].Gradient);
                observer?.Invoke(new TuningStep(gradients[i].Loss, gradients[i].Gradient, images[i].Context));
            }
        }
        using var noGrad = no_grad();
        var isTogether = options.ShareTextPasses && options.Steps > 0 && options.PruningTolerance == 0 && !options.UsesFirstOrder;
        var together = isTogether ? rows[0].Prompts.EncodeTogether([.. images.Select(image => image.Context)]).unbind(0) : null;
        var predictions = images.Select((image, i) => Finish(image, together?[i])).ToArray();
        foreach (var prediction in predictions)
        {
            prediction.Probabilities.MoveToOuterDisposeScope();
            prediction.Context.MoveToOuterDisposeScope();
        }
        return predictions;
    }

    private ImageTuning Begin(ViewEvidence evidence)
    {
        var prompts = evidence.Prompts;
        var context = prompts.InitialContext.clone();
        var optimizer = new AdamW(context, options.LearningRate, options.WeightDecay, AdamEpsilon);
        if (options.Steps == 0)
        {
            return new ImageTuning(evidence, [], context, optimizer, _ => throw new InvalidOperationException("There is no step to take."), Subset: null);
        }
        using var scope = NewDisposeScope();
        var selected = ConfidenceSelection.Select(evidence.Logits, SelectionCount((int)evidence.Features.shape[0], options.SelectionFraction));
        var confident = evidence.Features.index_select(0, tensor(Array.ConvertAll(selected, view => (long)view), device: evidence.Features.device));
        var scaled = (prompts.LogitScale * confident).MoveToOuterDisposeScope();
        return new ImageTuning(evidence, selected, context, optimizer, classFeatures => Loss(scaled.TimesTransposed(classFeatures)),
            options.PruningTolerance > 0 ? Prune(evidence, selected) : null);
    }

    /// <summary>The prompts of the classes that matter to the confident views, which are tuned on, and to the centre view, which is scored.</summary>
    private PromptSubset Prune(ViewEvidence evidence, int[] selected)
    {
        using var scope = NewDisposeScope();
        var views = tensor([0L, .. selected.Select(view => (long)view)], device: evidence.Logits.device);
        return evidence.Prompts.Select(ClassPruning.Keep(evidence.Logits.index_select(0, views), options.PruningTolerance));
    }

    /// <param name="image">The image, disposed of.</param>
    /// <param name="tunedFeatures">The class features at its tuned prompt, where they are known already, <c>[classes, embedding]</c>.</param>
    private AdaptedPrediction Finish(ImageTuning image, Tensor? tunedFeatures)
    {
        using var scope = NewDisposeScope();
        using var owned = image;
        var tuned = options.Steps == 0
            ? image.Evidence.Logits[0]
            : image.Evidence.Prompts.Logits(image.CentreView, tunedFeatures ?? EncodeTuned(image))[0];
        return new AdaptedPrediction(tuned.softmax(0).MoveToOuterDisposeScope(), image.Selected, image.Context);
    }

    private Tensor EncodeTuned(ImageTuning image) => options.UsesFirstOrder
        ? FirstOrderUpdate.Encode(image.Evidence.Prompts, image.Context, image.CentreView, options.FirstOrderTolerance)
        : image.Evidence.Prompts.Encode(image.Context, image.Subset);
}
