using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tuning;

/// <summary>Gradient steps on the contexts of several images, each by itself.</summary>
/// <param name="prompts">The class features as a function of the context.</param>
/// <param name="approximations">What may be computed less exactly.</param>
internal sealed class ContextTuner(IPromptEncoder prompts, ApproximationOptions approximations)
{
    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    /// <summary>A term that is added to every loss; null for none.</summary>
    public Regulariser? Regulariser { get; init; }

    private bool IsPruned => approximations.PruningTolerance > 0;

    /// <summary>One step of each image.</summary>
    /// <param name="images">The images.</param>
    /// <param name="isFirst">Whether they are all at the initial context. There, and only there, they share a forward pass.</param>
    public void Step(IReadOnlyList<TunedImage> images, bool isFirst)
    {
        if (images.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var gradients = SharesGradients(images) ? GradientsTogether(images) : isFirst ? InitialGradients(images) : [.. images.Select(GradientAtContext)];
        foreach (var (image, gradient) in images.Zip(gradients))
        {
            image.Optimizer.Step(gradient.Gradient);
            Observer?.Invoke(new TuningStep((float)HostCopy.Number(gradient.Loss), gradient.Gradient, image.Context));
        }
    }

    /// <summary>The class features at each image's context, <c>[classes, embedding]</c>, in the caller's dispose scope.</summary>
    public IReadOnlyList<Tensor> Features(IReadOnlyList<TunedImage> images)
        => approximations.SharePasses && !IsPruned && images.Count > 0
            ? prompts.EncodeTogether([.. images.Select(image => image.Context)], [.. images.Select(image => image.Evidence.CentreView)])
            : [.. images.Select(image => prompts.Encode(image.Context, image.Evidence.CentreView, image.Subset))];

    private bool SharesGradients(IReadOnlyList<TunedImage> images) => approximations.SharePasses && !IsPruned && images.Count > 1 && prompts.Classes.GainsByFewerLaunches;

    private IReadOnlyList<ContextGradient> GradientsTogether(IReadOnlyList<TunedImage> images)
        => prompts.GradientsTogether([.. images.Select(image => image.Context)], [.. images.Select(image => Regulariser is null ? image.Loss : Regulariser.AddTo(image.Loss))]);

    private IReadOnlyList<ContextGradient> InitialGradients(IReadOnlyList<TunedImage> images)
    {
        var ofLosses = IsPruned
            ? [.. images.Select(image => prompts.Gradients(null, [image.Loss], image.Subset)[0])]
            : prompts.Gradients(null, [.. images.Select(image => image.Loss)]);
        return Regulariser is null ? ofLosses : [.. ofLosses.Select(Regulariser.AddTo)];
    }

    private ContextGradient GradientAtContext(TunedImage image)
        => prompts.Gradients(image.Context, [Regulariser is null ? image.Loss : Regulariser.AddTo(image.Loss)], image.Subset)[0];
}
