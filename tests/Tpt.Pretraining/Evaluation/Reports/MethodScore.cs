using Microsoft.ML;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Results;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>How well a method did on a set with one seed of its views, or on average over the seeds. All shares are in [0, 1].</summary>
/// <param name="Method">The method.</param>
/// <param name="Seed">The seed, <c>mean</c>, or nothing for a method without random views.</param>
internal sealed record MethodScore(string Method, string Seed)
{
    public const string Mean = "mean";

    /// <summary>The number that the stored reports were made with. <c>EvaluateTpt</c> and <c>tpt evaluate</c> take 20.</summary>
    private const int CalibrationBins = 15;

    public required double Top1 { get; init; }

    public required double Top5 { get; init; }

    /// <summary>The expected calibration error over 15 bins of equal width.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The bootstrap interval of <see cref="Top1"/>, over images.</summary>
    public required Interval Top1Interval { get; init; }

    /// <summary>The method against the baseline.</summary>
    public required MethodComparison Comparison { get; init; }

    /// <summary>The score with one seed.</summary>
    /// <param name="predictions">The method's predictions with one seed.</param>
    /// <param name="baseline">What it is compared with: predictions of the same images in the same order.</param>
    public static MethodScore Of(IReadOnlyList<ImagePrediction> predictions, IReadOnlyList<ImagePrediction> baseline) => new(predictions[0].Method, $"{predictions[0].Seed}")
    {
        Top1 = predictions.Average(prediction => Share(prediction.IsRight)),
        Top5 = predictions.Average(prediction => Share(prediction.IsInTop5)),
        CalibrationError = TptCalibration.Create(predictions.Select(prediction => (prediction.Confidence, prediction.IsRight)), CalibrationBins).ExpectedCalibrationError,
        Top1Interval = BootstrapInterval.OfMean([.. predictions.Select(prediction => Share(prediction.IsRight))]),
        Comparison = MethodComparison.Of(predictions, baseline),
    };

    /// <summary>The mean over the seeds; an image counts with the share of the seeds that have it right, so the intervals are over images still.</summary>
    /// <param name="seeds">The method's predictions with each seed, of the same images in the same order.</param>
    /// <param name="baseline">What it is compared with, of the same images in the same order.</param>
    public static MethodScore OverSeeds(IReadOnlyList<IReadOnlyList<ImagePrediction>> seeds, IReadOnlyList<ImagePrediction> baseline)
    {
        MethodScore[] scores = [.. seeds.Select(predictions => Of(predictions, baseline))];
        double[] right = [.. Enumerable.Range(0, baseline.Count).Select(i => seeds.Average(predictions => Share(predictions[i].IsRight)))];
        return new MethodScore(scores[0].Method, Mean)
        {
            Top1 = scores.Average(score => score.Top1),
            Top5 = scores.Average(score => score.Top5),
            CalibrationError = scores.Average(score => score.CalibrationError),
            Top1Interval = BootstrapInterval.OfMean(right),
            Comparison = MethodComparison.OverSeeds(seeds, baseline),
        };
    }

    private static double Share(bool isTrue) => isTrue ? 1 : 0;
}
