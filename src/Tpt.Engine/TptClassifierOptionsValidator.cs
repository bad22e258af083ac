using Tpt.Engine.Adaptation;
using Tpt.Engine.Prompts;

namespace Tpt.Engine;

/// <summary>The one place where options are checked.</summary>
internal static class TptClassifierOptionsValidator
{
    public static void Validate(TptClassifierOptions options)
    {
        ValidatePrompts(options);
        Require(Enum.IsDefined(options.Method), nameof(options.Method), options.Method, "a value of TptMethod");
        Require(Enum.IsDefined(options.Alpha), nameof(options.Alpha), options.Alpha, "a value of AlphaHandling");
        Require(options.Views >= 1, nameof(options.Views), options.Views, "at least 1");
        Require(options.Steps >= 0, nameof(options.Steps), options.Steps, "at least 0");
        Require(options.SelectionFraction is > 0 and <= 1, nameof(options.SelectionFraction), options.SelectionFraction, "in (0, 1]");
        Require(options.ClassChunkSize is null or >= 1, nameof(options.ClassChunkSize), options.ClassChunkSize!, "at least 1, or null to be chosen");
        Require(options.PruningTolerance is >= 0 and < 1, nameof(options.PruningTolerance), options.PruningTolerance, "in [0, 1)");
        Require(options.FirstOrderTolerance is >= 0 and < 1, nameof(options.FirstOrderTolerance), options.FirstOrderTolerance, "in [0, 1)");
        Require(options.TokenMerging is >= 0 and < 1, nameof(options.TokenMerging), options.TokenMerging, "in [0, 1)");
        Require(options.ExactMargin is >= 0 and < 1, nameof(options.ExactMargin), options.ExactMargin, "in [0, 1)");
        Require(options.FirstOrderRank >= 1, nameof(options.FirstOrderRank), options.FirstOrderRank, "at least 1");
        Require(double.IsFinite(options.LearningRate) && options.LearningRate > 0, nameof(options.LearningRate), options.LearningRate, "positive and finite");
        Require(double.IsFinite(options.WeightDecay) && options.WeightDecay >= 0, nameof(options.WeightDecay), options.WeightDecay, "at least 0 and finite");
        Require(options.CropScaleMin is > 0 and <= 1, nameof(options.CropScaleMin), options.CropScaleMin, "in (0, 1]");
        Require(options.CropScaleMax <= 1 && options.CropScaleMax >= options.CropScaleMin, nameof(options.CropScaleMax), options.CropScaleMax, $"in [CropScaleMin, 1] = [{options.CropScaleMin}, 1]");
        Require(options.FlipProbability is >= 0 and <= 1, nameof(options.FlipProbability), options.FlipProbability, "in [0, 1]");
        Require(Enum.IsDefined(options.Augmentation), nameof(options.Augmentation), options.Augmentation, "a value of ViewAugmentation");
        Require(options.AugMixSeverity is >= 1 and <= 10, nameof(options.AugMixSeverity), options.AugMixSeverity, "in [1, 10]");
        if (options.UsesViews && ConfidenceSelection.Count(options.Views, options.SelectionFraction) == 0)
        {
            throw new ArgumentException(
                $"SelectionFraction {options.SelectionFraction} of {options.Views} views selects no view, (int)({options.Views} * {options.SelectionFraction}) = 0. "
                + $"Use at least {(int)Math.Ceiling(1 / options.SelectionFraction)} views or a SelectionFraction of at least {1.0 / options.Views:0.####}.", nameof(options));
        }
    }

    private static void ValidatePrompts(TptClassifierOptions options)
    {
        Require(Enum.IsDefined(options.ClassTokenPosition), nameof(options.ClassTokenPosition), options.ClassTokenPosition, "a value of ClassTokenPosition");
        Require(Enum.IsDefined(options.ContextInitialization), nameof(options.ContextInitialization), options.ContextInitialization, "a value of ContextInitialization");
        Require(options.ContextTokens is null or >= 1, nameof(options.ContextTokens), options.ContextTokens, "at least 1, or null");
        Require(options.ZeroShotTemplates is null or { Count: > 0 }, nameof(options.ZeroShotTemplates), "empty", "null, or at least one template");
        for (var i = 0; i < options.ZeroShotTemplates?.Count; i++)
        {
            _ = new PromptTemplate(options.ZeroShotTemplates[i], $"{nameof(options.ZeroShotTemplates)}[{i}]");
        }
        var isRandom = options.ContextInitialization == ContextInitialization.Random;
        if (options.SoftPromptPath is not null)
        {
            Require(!string.IsNullOrWhiteSpace(options.SoftPromptPath), nameof(options.SoftPromptPath), options.SoftPromptPath, "a path, or null");
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
                $"PromptTemplate '{options.PromptTemplate}' has no word to tune at ClassTokenPosition {options.ClassTokenPosition}. "
                + "Put words in front of {0}, set ContextInitialization to Random with ContextTokens, or set Steps to 0.", nameof(options));
        }
        if (!isRandom && options.ContextTokens is not null)
        {
            Require(options.ClassTokenPosition == ClassTokenPosition.End, nameof(options.ContextTokens), options.ContextTokens, "null unless ClassTokenPosition is End or ContextInitialization is Random");
            Require(options.ContextTokens <= words, nameof(options.ContextTokens), options.ContextTokens, $"at most {words}, the words in front of the class name, unless ContextInitialization is Random");
        }
    }

    private static void Require(bool condition, string option, object? value, string range)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(option, value, $"{option} is {value}; it must be {range}.");
        }
    }
}
