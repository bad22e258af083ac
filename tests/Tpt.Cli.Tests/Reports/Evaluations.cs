using Microsoft.ML;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Reports;

/// <summary>Evaluations to report, made of rows by hand.</summary>
internal static class Evaluations
{
    private const int Bins = 20;

    /// <summary>Three classes, and pictures on which both methods are right, one is, or none; the last cannot be read.</summary>
    public static SetEvaluation Small(string name = "small", params string[] classNames)
    {
        var names = classNames is { Length: > 0 } ? classNames : ["bread", "bagel", "cake"];
        (int Label, int Before, int After)[] rows = [(0, 0, 0), (0, 1, 0), (0, 1, 1), (1, 1, 1), (1, 1, 2), (2, 0, 2), (2, 2, 2), (2, 0, 0)];
        var set = SetOf(name, names, [.. rows.Select(row => row.Label), 0]);
        return Of(set, [.. rows.Select((row, i) => RowOf(set, i, row.Label, Answer(row.Label, row.Before, 0.6f), Answer(row.Label, row.After, 0.8f))),
            new ScoredRow(rows.Length, set.Pictures[rows.Length].Name, 0, "It is no picture.", [])], "zero-shot", "PromptTuning");
    }

    public static LabelledSet SetOf(string name, IReadOnlyList<string> classNames, IReadOnlyList<int> labels, string folder = "no folder")
        => new(name, [.. classNames.Select(of => new SetClass(of, of))],
            [.. labels.Select((label, i) => new LabelledPicture(Path.Combine(folder, $"{i}.png"), $"{classNames[label]}/{i}.png", label))]);

    public static ScoredRow RowOf(LabelledSet set, int row, int label, params MethodAnswer[] answers) => new(row, set.Pictures[row].Name, label, null, answers);

    /// <summary>An answer that has its own class second where it is wrong.</summary>
    public static MethodAnswer Answer(int label, int predicted, float confidence) => label == predicted
        ? new MethodAnswer(predicted, confidence, 1, confidence, 0.5f, [new TopScore(predicted, confidence)], 0.25)
        : new MethodAnswer(predicted, confidence, 2, 1 - confidence, 0.5f, [new TopScore(predicted, confidence), new TopScore(label, 1 - confidence)], 0.25);

    public static SetEvaluation Of(LabelledSet set, IReadOnlyList<ScoredRow> rows, params string[] methods) => Of(set, rows, Approximate, methods);

    /// <param name="set">The set.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="interval">The interval of a mean.</param>
    /// <param name="methods">The names of the methods.</param>
    public static SetEvaluation Of(LabelledSet set, IReadOnlyList<ScoredRow> rows, Func<double[], Interval> interval, params string[] methods)
    {
        var scored = rows.Where(row => row.Error is null).ToList();
        return new SetEvaluation(set, rows, [.. methods.Select((name, method) => MethodOf(set, scored, name, method, interval))]);
    }

    private static MethodEvaluation MethodOf(LabelledSet set, List<ScoredRow> rows, string name, int method, Func<double[], Interval> interval)
    {
        var right = rows.Select(row => row.Answers[method].IsRight ? 1.0 : 0).ToArray();
        var classes = Enumerable.Range(0, set.Classes.Count).Select(index => new ClassEvaluation(
            rows.Count(row => row.Label == index), rows.Count(row => row.Label == index && row.Answers[method].IsRight), rows.Count(row => row.Answers[method].Predicted == index), 0)).ToList();
        return new MethodEvaluation(name)
        {
            Top1 = Mean(right),
            Top5 = Mean([.. rows.Select(row => row.Answers[method].LabelRank <= 5 ? 1.0 : 0)]),
            MacroAccuracy = Mean([.. classes.Where(of => of.Pictures > 0).Select(of => (double)of.Right / of.Pictures)]),
            LogLoss = Mean([.. rows.Select(row => -Math.Log(Math.Max(1e-15, row.Answers[method].LabelScore)))]),
            Calibration = TptCalibration.Create(rows.Select(row => (row.Answers[method].Confidence, row.Answers[method].IsRight)), Bins),
            BrierScore = Mean([.. rows.Select(row => row.Answers[method].BrierScore)]),
            AdaptedShare = Mean([.. rows.Select(row => row.Answers[method].IsAdapted ? 1.0 : 0)]),
            Fallbacks = rows.Count(row => row.Answers[method].IsFallback),
            Top1Interval = interval(right),
            Comparison = method == 0 ? null : ComparisonOf(rows, method, interval),
            SecondsPerImage = Mean([.. rows.Select(row => row.Answers[method].Seconds)]),
            Classes = classes,
        };
    }

    private static PairedComparison ComparisonOf(List<ScoredRow> rows, int method, Func<double[], Interval> interval)
    {
        var test = McNemarTest.Of(rows.Select(row => (row.Answers[0].IsRight, row.Answers[method].IsRight)));
        double[] differences = [.. rows.Select(row => (row.Answers[method].IsRight ? 1.0 : 0) - (row.Answers[0].IsRight ? 1.0 : 0))];
        return new PairedComparison(Mean(differences), interval(differences), test.Fixed, test.Broken, test.PValue);
    }

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Average();

    /// <summary>The normal approximation: a bootstrap of 50,000 rows takes longer than a test should.</summary>
    private static Interval Approximate(double[] values)
    {
        var mean = Mean(values);
        var half = 1.96 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean))) / values.Length;
        return new Interval(mean - half, mean + half);
    }
}
