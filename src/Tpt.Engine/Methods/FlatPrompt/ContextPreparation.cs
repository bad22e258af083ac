using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>
/// Makes the context of a class set, by text alone: from random vectors, steps of AdamW lower <see cref="FlatnessLoss"/>. Same classes,
/// options and seed, same context.
/// </summary>
internal sealed class ContextPreparation(MethodPreparation preparation, FlatPromptOptions options)
{
    /// <summary>The noisy copies, the clean prompt, and for the gradient it once more forward and back.</summary>
    public const int PassesPerStep = NoisyCopies + 3;

    // The published settings.
    private const int NoisyCopies = 4;
    private const double InitialDeviation = 0.141421;
    private const double WeightDecay = 0.01;

    private readonly TextSide _text = preparation.Text;

    /// <summary>Is told of every step.</summary>
    public Action<TuningStep>? Observer { get; init; }

    /// <summary>The prepared context, <c>[M, width]</c>, in the caller's dispose scope.</summary>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public Tensor Run()
    {
        using var scope = NewDisposeScope();
        var target = preparation.Prompts.InitialFeatures;
        RequireFinite(target, "Method", $"The model's text tower gives class features that are no numbers, so the method {options.Name} has nothing to prepare a context by. Take another model, or ZeroShot to see its scores.");

        // Drawn on the CPU and moved, so that every device gets the same numbers.
        using var generator = new Generator((ulong)(uint)preparation.Seed, CPU);
        var drawn = randn([options.ContextTokens, _text.Width], dtype: ScalarType.Float32, device: CPU, generator: generator).Times(InitialDeviation);
        using var classes = PromptPreparation.PrepareAt(_text, preparation.Classes, preparation.Prompt, drawn, CheckStillWanted);
        using var prompts = new PromptEncoder(classes);
        var noisy = new NoisyPrompts(classes, generator);
        var context = classes.InitialContext.clone();
        var optimizer = new AdamW(context, options.PreparationLearningRate, WeightDecay);
        var weight = options.NoiseWeight ?? FlatnessLoss.NoiseWeight((int)target.shape[0]);
        for (var step = 0; step < options.PreparationSteps; step++)
        {
            using var stepScope = NewDisposeScope();
            var gradient = classes.InLessMemory(GradientAtContext);
            optimizer.Step(gradient.Gradient, CosineAnnealing.Rate(options.PreparationLearningRate, step, options.PreparationSteps));
            Observer?.Invoke(new TuningStep((float)HostCopy.Number(gradient.Loss), gradient.Gradient, context));
            preparation.AfterPasses((long)PassesPerStep * preparation.Prompts.Chunks.Count);
        }
        RequireFinite(context, "Method." + nameof(options.PreparationLearningRate),
            FormattableString.Invariant($"Method.PreparationLearningRate is {options.PreparationLearningRate}: the context that it prepared is not finite. Use a smaller one; the reference's is 0.01."));
        return context.MoveToOuterDisposeScope();

        // Where memory runs out, the noise is drawn again.
        ContextGradient GradientAtContext()
        {
            using var attempt = NewDisposeScope();
            var neighbours = noisy.MeanFeatures(context, NoisyCopies, CheckStillWanted);
            return prompts.Gradients(context, [features => FlatnessLoss.Of(features, target, neighbours, weight)])[0].MoveToOuterDisposeScope();
        }
    }

    private void CheckStillWanted() => preparation.AfterPasses(0);

    private static void RequireFinite(Tensor tensor, string option, string message)
    {
        using var scope = NewDisposeScope();
        if (!HostCopy.AllTrue(tensor.isfinite()))
        {
            throw OptionCheck.Unfit(option, message);
        }
    }
}
