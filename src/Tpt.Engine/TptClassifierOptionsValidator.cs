using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine;

/// <summary>The one place where options are checked. A test runs both ends of each range.</summary>
internal static class TptClassifierOptionsValidator
{
    public const int MostViews = 4096;
    public const int MostZeroShotTemplates = 1000;
    private const int MostSteps = 1000;
    private const int MostContextTokens = 1000;
    private const int HighestRank = 1024;
    private const int MostPromptsTogether = 4096;
    private const double HighestRate = 100;

    public static void Validate(TptClassifierOptions options)
    {
        ValidatePrompts(options);
        OptionCheck.Defined(nameof(options.Method), options.Method);
        OptionCheck.Defined(nameof(options.Alpha), options.Alpha);
        ValidateViews(options);
        ValidateTuning(options);
        ValidateApproximations(options);
    }

    private static void ValidateViews(TptClassifierOptions options)
    {
        OptionCheck.Within(nameof(options.Views), options.Views, 1, MostViews, "every view of an image is in memory, and the paper uses 64");
        Require(options.SelectionFraction is > 0 and <= 1, nameof(options.SelectionFraction), options.SelectionFraction, "in (0, 1]");
        Require(options.CropScaleMin is > 0 and <= 1, nameof(options.CropScaleMin), options.CropScaleMin, "in (0, 1]");
        Require(options.CropScaleMax <= 1 && options.CropScaleMax >= options.CropScaleMin, nameof(options.CropScaleMax), options.CropScaleMax, Invariant($"in [CropScaleMin, 1] = [{options.CropScaleMin}, 1]"));
        Require(options.FlipProbability is >= 0 and <= 1, nameof(options.FlipProbability), options.FlipProbability, "in [0, 1]");
        OptionCheck.Defined(nameof(options.Augmentation), options.Augmentation);
        Require(options.AugMixSeverity is >= 1 and <= 10, nameof(options.AugMixSeverity), options.AugMixSeverity, "in [1, 10]");
        if (options.UsesViews && ConfidenceSelection.Count(options.Views, options.SelectionFraction) == 0)
        {
            throw new ArgumentException(
                Invariant($"SelectionFraction {options.SelectionFraction} of {options.Views} views selects no view, (int)({options.Views} * {options.SelectionFraction}) = 0. ")
                + Invariant($"Use a SelectionFraction of at least {Math.Ceiling(1e4 / options.Views) / 1e4}{MoreViews(options.SelectionFraction)}."), nameof(options));
        }
    }

    private static string MoreViews(double fraction)
        => Math.Ceiling(1 / fraction) is var views and <= MostViews ? Invariant($", or at least {views} views") : "";

    private static void ValidateTuning(TptClassifierOptions options)
    {
        OptionCheck.Within(nameof(options.Steps), options.Steps, 0, MostSteps, "each step is a pass over all classes, and the paper takes 1");
        Require(options.LearningRate is > 0 and <= HighestRate, nameof(options.LearningRate), options.LearningRate,
            Invariant($"positive and at most {HighestRate}: a step moves each number of the context by about as much, and the paper's is 0.005"));
        OptionCheck.Within(nameof(options.WeightDecay), options.WeightDecay, 0, HighestRate, "AdamW's own is 0.01");
        // θ ← (1 - lr λ) θ: beyond 1 the context changes its sign at every step, beyond 2 it grows without bound.
        Require(options.LearningRate * options.WeightDecay <= 1, nameof(options.WeightDecay), options.WeightDecay,
            Invariant($"at most {1 / options.LearningRate} with a LearningRate of {options.LearningRate}: a step multiplies the context by 1 - LearningRate * WeightDecay, which must not be negative"));
    }

    private static void ValidateApproximations(TptClassifierOptions options)
    {
        Require(options.PruningTolerance is >= 0 and < 1, nameof(options.PruningTolerance), options.PruningTolerance, "in [0, 1)");
        Require(options.FirstOrderTolerance is >= 0 and < 1, nameof(options.FirstOrderTolerance), options.FirstOrderTolerance, "in [0, 1)");
        Require(options.TokenMerging is >= 0 and < 1, nameof(options.TokenMerging), options.TokenMerging, "in [0, 1)");
        Require(options.ExactMargin is >= 0 and < 1, nameof(options.ExactMargin), options.ExactMargin, "in [0, 1)");
        OptionCheck.Within(nameof(options.FirstOrderRank), options.FirstOrderRank, 1, HighestRank, "it is as many passes over all prompts, and the memory of as many copies of their features");
        OptionCheck.Within(nameof(options.ClassChunkSize), options.ClassChunkSize, 1, MostPromptsTogether, "the graph of so many prompts is in memory, 2 MB each with ViT-B; null chooses");
    }

    private static void ValidatePrompts(TptClassifierOptions options)
    {
        OptionCheck.Defined(nameof(options.ClassTokenPosition), options.ClassTokenPosition);
        OptionCheck.Defined(nameof(options.ContextInitialization), options.ContextInitialization);
        OptionCheck.Within(nameof(options.ContextTokens), options.ContextTokens, 1, MostContextTokens, "CLIP's text tower reads 77; null takes one a word");
        Require(options.ZeroShotTemplates is null or { Count: > 0 and <= MostZeroShotTemplates }, nameof(options.ZeroShotTemplates),
            options.ZeroShotTemplates is { Count: > 0 } templates ? Invariant($"a list of {templates.Count}") : "empty", Invariant($"null, or 1 to {MostZeroShotTemplates} templates"));
        for (var i = 0; i < options.ZeroShotTemplates?.Count; i++)
        {
            _ = new PromptTemplate(options.ZeroShotTemplates[i], Invariant($"{nameof(options.ZeroShotTemplates)}[{i}]"));
        }
        var isRandom = options.ContextInitialization == ContextInitialization.Random;
        if (options.SoftPromptPath is not null)
        {
            Require(!string.IsNullOrWhiteSpace(options.SoftPromptPath), nameof(options.SoftPromptPath), "blank", "a path, or null");
            OptionCheck.Short(nameof(options.SoftPromptPath), options.SoftPromptPath);
            Require(!isRandom, nameof(options.ContextInitialization), options.ContextInitialization, "Words where there is a SoftPromptPath, which says what the context is");
        }
        if (options.PromptTemplate is null)
        {
            return;
        }
        var template = new PromptTemplate(options.PromptTemplate, nameof(options.PromptTemplate));
        if (options.SoftPromptPath is null && !(isRandom && options.ContextTokens is not null))
        {
            ValidateWords(options, template.WithContextOfWords(options.ClassTokenPosition).Layout.ContextLength, isRandom);
        }
    }

    private static void ValidateWords(TptClassifierOptions options, int words, bool isRandom)
    {
        var tunes = options.Method == TptMethod.PromptTuning && options.Steps > 0;
        if (words == 0 && (tunes || isRandom))
        {
            throw new ArgumentException(
                $"PromptTemplate '{Excerpt.Of(options.PromptTemplate!)}' has no word to tune at ClassTokenPosition {options.ClassTokenPosition}. "
                + "Put words in front of {0}, set ContextInitialization to Random with ContextTokens, or set Steps to 0.", nameof(options));
        }
        if (!isRandom && options.ContextTokens is not null)
        {
            Require(options.ClassTokenPosition == ClassTokenPosition.End, nameof(options.ContextTokens), options.ContextTokens, "null unless ClassTokenPosition is End or ContextInitialization is Random");
            Require(options.ContextTokens <= words, nameof(options.ContextTokens), options.ContextTokens, Invariant($"at most {words}, the words in front of the class name, unless ContextInitialization is Random"));
        }
    }

    private static void Require(bool condition, string option, object? value, string range) => OptionCheck.Require(condition, option, value, range);
}
