using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>
/// Prompt tuning from a flat prompt (FPP): before the first image a context is prepared for the classes, by text alone. Its loss weighs two
/// aims: near the class features of the template's words, and hardly turned by noise. Every image is then tuned from there, as by
/// <see cref="PromptTuningOptions"/>. The authors publish a calibration error of 4.1 % for it where prompt tuning has 11.7 % (ten
/// fine-grained sets, ViT-B/16). Every default is theirs. With 0 <see cref="ContextTuningOptions.Steps"/> the prepared prompt itself classifies the centre view.
/// </summary>
/// <remarks>
/// <para>
/// The preparation is costly, and is done once: by the constructor of a classifier, and in ML.NET by <c>Fit</c>. A saved model holds its
/// result, and is loaded without it. A step passes the prompts of all classes through the text tower 6 times and back once. With the
/// text tower of ViT-B/16 and 100 classes the 1000 steps take about an hour on 2 CPU cores, and with 1000 classes about ten; on a GPU
/// seconds to minutes. Progress is reported and it can be cancelled, at every step.
/// </para>
/// <para>
/// The same <see cref="Views.ViewOptions.Seed"/>, classes and options give the same context. The zero-shot scores stay those of the template.
/// The confident views are those of the prepared prompt; with <see cref="ApproximationOptions.PatchDropout"/> the views computed whole are those of the template.
/// It starts from the words of <see cref="PromptOptions.Template"/>: a soft prompt or a random context is refused.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new FlatPromptOptions { PreparationSteps = 200 }, Views = { Seed = 1 } };
/// var progress = new Progress&lt;double>(share => Console.WriteLine($"prepared: {share:P0}"));
/// using var classifier = new TptClassifier(clip, [new("cat"), new("dog")], options, progress);
/// </code>
/// </example>
public sealed record FlatPromptOptions : ContextTuningOptions
{
    private const int MostSteps = 10_000;
    private const double HighestRate = 100;
    private const int MostContextTokens = 1000;
    private const double HighestWeight = 1000;

    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>, truncated as the
    /// reference does. In (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1, that of prompt tuning.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    /// <summary>How many steps prepare the context, once for the classes. In [1, 10000]: the time of the preparation grows with them.</summary>
    /// <value>The default is 1000, as in the reference.</value>
    [Within(1, MostSteps, Because = "each step is 7 passes over all classes, and the reference takes 1000")]
    public int PreparationSteps { get; set; } = 1000;

    /// <summary>The learning rate of the first of these steps, of AdamW. It falls along half a cosine to a hundredth. In (0, 100].</summary>
    /// <value>The default is 1e-2, which falls to 1e-4, as in the reference.</value>
    [Within(0, HighestRate, MinIsExclusive = true, Because = "a step moves each number of the context by about as much, and the reference's is 0.01")]
    public double PreparationLearningRate { get; set; } = 1e-2;

    /// <summary>The number of context vectors that are prepared and tuned. In [1, 1000], and so many that a class name fits beside them: 74 for CLIP's own models.</summary>
    /// <value>The default is 4, as in the reference, whatever words the template has.</value>
    [Within(1, MostContextTokens, Because = "CLIP's text tower reads 77 tokens, and the reference takes 4")]
    public int ContextTokens { get; set; } = 4;

    /// <summary>How much it weighs that noise turns no class feature, against the distance from the class features of the words, which weighs 1. In [0, 1000].</summary>
    /// <value>The default is <see langword="null"/>: <c>1 + 15 / classes</c>, as in the reference.</value>
    [Within(0, HighestWeight, Because = "the reference takes 1 to 16")]
    public double? NoiseWeight { get; set; }

    internal override bool IsPrepared => true;

    internal override bool GivesViewLogits => Tuning.GivesViewLogits;

    /// <summary>What happens with each image.</summary>
    private PromptTuningOptions Tuning => new() { Steps = Steps, LearningRate = LearningRate, WeightDecay = WeightDecay, SelectionFraction = SelectionFraction };

    // The context of the template's words is not tuned, so the template need have none.
    internal override MethodNeeds Needs(int views) => Tuning.Needs(views) with { TunesContext = false };

    internal override long CountPreparationPasses(ClassPrompts prompts, ApproximationOptions approximations, bool isSaved)
        => (prompts.Chunks.Count * (1 + (isSaved ? 0 : (long)PreparationSteps * ContextPreparation.PassesPerStep)))
            + (Steps > 0 ? PromptPreparation.CountFirstOrderPasses(prompts, approximations) : 0);

    internal override MethodState Prepare(MethodPreparation preparation)
    {
        PromptLimits.CheckContext(ContextTokens, "Method." + nameof(ContextTokens), preparation.Text);
        using var scope = NewDisposeScope();
        var context = preparation.Saved is { } saved
            ? SavedContext.Read(saved, ContextTokens, preparation.Text.Width)
            : new ContextPreparation(preparation, this).Run();
        return new FlatPromptState(Steps > 0 ? preparation : preparation with { Approximations = ApproximationOptions.None }, context);
    }

    internal override IAdaptationMethod Create(MethodContext context)
    {
        var state = (FlatPromptState)context.State!;
        var atFlatPrompt = new MethodContext(state.EncoderFor(context.Approximations), context.Approximations) { WantsViewLogits = context.WantsViewLogits, Own = context.Own };
        return new FlatPrompt(state.Classes, Tuning.Create(atFlatPrompt));
    }

    internal override void CheckViews(int views, string path) => Tuning.CheckViews(views, path);

    internal override void CheckPrompt(PromptOptions prompt, string path)
    {
        OptionCheck.Require(prompt.SoftPromptPath is null, path + nameof(PromptOptions.SoftPromptPath), OptionCheck.Show(prompt.SoftPromptPath),
            $"null with the method {Name}, which prepares a context of its own from the words of the template");
        OptionCheck.Require(!prompt.IsRandom, path + nameof(PromptOptions.ContextInitialization), prompt.ContextInitialization,
            $"Words with the method {Name}, which prepares a context of its own from the words of the template; Method.{nameof(ContextTokens)} is how many vectors it has");
    }
}
