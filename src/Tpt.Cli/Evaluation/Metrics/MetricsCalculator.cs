using Microsoft.ML;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Engine.Calibration;

namespace Tpt.Cli.Evaluation.Metrics;

/// <summary>
/// What the rows of a set say of each method. Figures that ML.NET's <c>MulticlassClassificationEvaluator</c> has too are summed as
/// it sums them, in doubles and in the order of the rows, so that they are equal to the last bit.
/// </summary>
/// <remarks>
/// A row with an error has no part in any figure, as <c>EvaluateTpt</c> leaves out rows without scores. A class without pictures competes; the
/// macro accuracy is the mean over the others, and its own log-loss is 0.
/// </remarks>
internal static class MetricsCalculator
{
    /// <summary>ML.NET's: a score below it counts as this much in the log-loss.</summary>
    private const float Epsilon = 1e-15f;

    private const int TopK = 5;

    /// <param name="set">The set.</param>
    /// <param name="rows">Its rows, in the order of their numbers.</param>
    /// <param name="methods">The names of the methods; the others are compared with the first.</param>
    /// <exception cref="InvalidDataException">None of the pictures could be read.</exception>
    public static SetEvaluation Evaluate(LabelledSet set, IReadOnlyList<ScoredRow> rows, IReadOnlyList<string> methods)
    {
        ScoredRow[] scored = [.. rows.Where(row => row.Error is null)];
        return scored.Length > 0
            ? new SetEvaluation(set, rows, [.. methods.Select((name, method) => Evaluate(name, method, set, scored))])
            : throw new InvalidDataException(FormattableString.Invariant($"None of the {rows.Count} pictures of '{set.Name}' could be scored. The first: '{rows[0].Picture}': {rows[0].Error}."));
    }

    private static MethodEvaluation Evaluate(string name, int method, LabelledSet set, ScoredRow[] rows)
    {
        MethodAnswer[] answers = [.. rows.Select(row => row.Answers[method])];
        var classes = ClassesOf(rows, answers, set.Classes.Count, out var logLoss);
        ClassEvaluation[] withPictures = [.. classes.Where(one => one.Pictures > 0)];
        var macro = 0.0;
        foreach (var one in withPictures)
        {
            macro += (double)one.Right / one.Pictures;
        }
        return new MethodEvaluation(name)
        {
            Top1 = (double)answers.Count(answer => answer.IsRight) / rows.Length,
            Top5 = TopKAccuracy(answers),
            MacroAccuracy = macro / withPictures.Length,
            LogLoss = logLoss / rows.Length,
            Calibration = TptCalibration.Create(answers.Select(answer => (answer.Confidence, answer.IsRight)), ConfidenceBins.PublishedCount),
            BrierScore = answers.Average(answer => answer.BrierScore),
            AdaptedShare = (double)answers.Count(answer => answer.IsAdapted) / answers.Length,
            Fallbacks = answers.Count(answer => answer.IsFallback),
            Top1Interval = BootstrapInterval.OfMean([.. answers.Select(answer => answer.IsRight ? 1.0 : 0)]),
            Comparison = method == 0 ? null : Compare([.. rows.Select(row => (row.Answers[0].IsRight, row.Answers[method].IsRight))]),
            SecondsPerImage = answers.Average(answer => answer.Seconds),
            Classes = classes,
        };
    }

    /// <summary>ML.NET adds up the shares of the ranks, and not their counts: that may be another last bit.</summary>
    private static double TopKAccuracy(MethodAnswer[] answers)
    {
        var counts = new int[TopK];
        foreach (var answer in answers.Where(answer => answer.LabelRank <= TopK))
        {
            counts[answer.LabelRank - 1]++;
        }
        var sum = 0.0;
        foreach (var count in counts)
        {
            sum += (double)count / answers.Length;
        }
        return sum;
    }

    private static ClassEvaluation[] ClassesOf(ScoredRow[] rows, MethodAnswer[] answers, int classCount, out double totalLogLoss)
    {
        var (pictures, right, predicted, logLoss) = (new int[classCount], new int[classCount], new int[classCount], new double[classCount]);
        totalLogLoss = 0;
        foreach (var (row, answer) in rows.Zip(answers))
        {
            var loss = -Math.Log(Math.Min(1, Math.Max(Epsilon, answer.LabelScore)));
            totalLogLoss += loss;
            logLoss[row.Label] += loss;
            pictures[row.Label]++;
            right[row.Label] += answer.IsRight ? 1 : 0;
            predicted[answer.Predicted]++;
        }
        return [.. Enumerable.Range(0, classCount).Select(i => new ClassEvaluation(pictures[i], right[i], predicted[i], pictures[i] > 0 ? logLoss[i] / pictures[i] : 0))];
    }

    private static PairedComparison Compare((bool First, bool Second)[] pictures)
    {
        var test = McNemarTest.Of(pictures);
        return new PairedComparison(
            (double)(test.Fixed - test.Broken) / pictures.Length,
            BootstrapInterval.OfMean([.. pictures.Select(picture => (picture.Second ? 1.0 : 0) - (picture.First ? 1 : 0))]),
            test.Fixed,
            test.Broken,
            test.PValue);
    }
}
