using Tpt.Engine;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Pretraining.Evaluation.Scoring;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The settings of the sweep: one at a time is moved away from the paper's.</summary>
internal static class SweepSettings
{
    private static readonly double[] _cropScaleMin = [0.25, 0.5, 0.8];
    private static readonly double[] _selectionFraction = [0.05, 0.3, 1];
    private static readonly double[] _learningRate = [1e-3, 2e-2];
    private static readonly int[] _steps = [2, 4];

    /// <summary>The paper's settings first, then tuning and, where it has the setting, averaging with each other value.</summary>
    public static IReadOnlyList<ScoringMethod> Methods { get; } =
    [
        .. ScoringMethods.Published,
        .. _cropScaleMin.SelectMany(ViewScale),
        .. _selectionFraction.SelectMany(Selection),
        .. _learningRate.Select(rate => new ScoringMethod(Invariant($"{ScoringMethods.Tuning}, learning rate {rate:0.###}"), () => new TptClassifierOptions { Method = new PromptTuningOptions { LearningRate = rate } })),
        .. _steps.Select(steps => new ScoringMethod(Invariant($"{ScoringMethods.Tuning}, {steps} steps"), () => new TptClassifierOptions { Method = new PromptTuningOptions { Steps = steps } })),
    ];

    private static IEnumerable<ScoringMethod> ViewScale(double min) => ScoringMethods.Published.Select(method => new ScoringMethod(
        Invariant($"{method.Name}, views of {min}-1 of the area"),
        () =>
        {
            var options = method.NewOptions();
            options.Views.CropScaleMin = min;
            return options;
        }));

    private static IEnumerable<ScoringMethod> Selection(double fraction)
    {
        yield return new ScoringMethod(Invariant($"{ScoringMethods.Tuning}, selection {fraction}"), () => new TptClassifierOptions { Method = new PromptTuningOptions { SelectionFraction = fraction } });
        if (fraction < 1)
        {
            yield return new ScoringMethod(
                Invariant($"{ScoringMethods.ConfidentViews}, selection {fraction}"),
                () => new TptClassifierOptions { Method = new ConfidentViewAveragingOptions { SelectionFraction = fraction } });
        }
    }
}
