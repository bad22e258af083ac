using Tpt.Engine;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Methods.ZeroShot;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation.Scoring;

/// <summary>The published methods. Nothing else here knows what the engine's options are called.</summary>
internal static class ScoringMethods
{
    public const string ZeroShot = "zero-shot";

    public const string Tuning = "TPT";

    public const string ConfidentViews = "confident views";

    public const string AllViews = "all views";

    /// <summary>Tuning at the paper's settings, and the same views averaged without tuning.</summary>
    public static readonly IReadOnlyList<ScoringMethod> Published =
    [
        new(Tuning, () => new TptClassifierOptions()),
        new(ConfidentViews, () => new TptClassifierOptions { Method = new ConfidentViewAveragingOptions() }),
        new(AllViews, () => new TptClassifierOptions { Method = new ConfidentViewAveragingOptions { SelectionFraction = 1 } }),
    ];

    /// <summary>The settings of a method with a seed and a prompt.</summary>
    /// <param name="method">The method.</param>
    /// <param name="seed">The seed of the views.</param>
    /// <param name="prompt">With <c>{0}</c> for the class; null is what the model recommends.</param>
    public static TptClassifierOptions Options(ScoringMethod method, int seed, string? prompt)
    {
        var options = method.NewOptions();
        (options.Views.Seed, options.Prompt.Template) = (seed, prompt);
        return options;
    }

    /// <summary>Settings under which the centre view alone is looked at.</summary>
    public static TptClassifierOptions ZeroShotOptions(string? prompt) => new() { Method = new ZeroShotOptions(), Prompt = { Template = prompt } };

    /// <summary>What decides over a method's views, the seed apart: methods that agree in it share them.</summary>
    public static object ViewsOf(ScoringMethod method) => method.NewOptions().Views;

    /// <summary>The prompt and the settings of published tuning, in a sentence each.</summary>
    /// <param name="classifier">One that scores with the prompt.</param>
    public static string Describe(TptClassifier classifier)
    {
        var (prompt, views, tuning) = (classifier.Options.Prompt.Template, new TptClassifierOptions().Views, new PromptTuningOptions());
        return Invariant(
            $"Prompt: \"{prompt}\". TPT at the paper's settings: {views.Count} views, random crops of {views.CropScaleMin} to {views.CropScaleMax} of the area, the {tuning.SelectionFraction:0 %} most confident, {tuning.Steps} step, learning rate {tuning.LearningRate}.");
    }
}
