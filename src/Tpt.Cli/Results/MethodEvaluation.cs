namespace Tpt.Cli.Results;

/// <summary>How well one method did on one set. All shares are in [0, 1].</summary>
/// <param name="Name">The method as reports call it: <c>zero-shot</c>, <c>zero-shot, 7 templates</c>, <c>PromptTuning</c>.</param>
internal sealed record MethodEvaluation(string Name)
{
    /// <summary>ML.NET's micro accuracy.</summary>
    public required double Top1 { get; init; }

    public required double Top5 { get; init; }

    /// <summary>ML.NET's macro accuracy: the mean of the classes' accuracies.</summary>
    public required double MacroAccuracy { get; init; }

    /// <summary>ML.NET's log-loss, in nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Over 20 bins of equal width, as <c>EvaluateTpt</c> has it and the papers publish it, with the bins of the reliability diagram.</summary>
    public required Microsoft.ML.TptCalibration Calibration { get; init; }

    /// <summary>The mean over the pictures of Σ (score - 1 for the label, 0 for the others)², in [0, 2].</summary>
    public required double BrierScore { get; init; }

    /// <summary>The share of the pictures on which the method was run; a gate leaves others to zero-shot.</summary>
    public required double AdaptedShare { get; init; }

    /// <summary>The pictures that have the scores of zero-shot, since the method ended in what is no number.</summary>
    public required int Fallbacks { get; init; }

    /// <summary>The 95 % bootstrap interval of <see cref="Top1"/>, over pictures.</summary>
    public required Interval Top1Interval { get; init; }

    /// <summary>Against the first method on the same pictures; null for that itself.</summary>
    public required PairedComparison? Comparison { get; init; }

    /// <summary>The mean over the pictures, and NaN where none was scored.</summary>
    public required double SecondsPerImage { get; init; }

    /// <summary>By class, in the order of the set's classes.</summary>
    public required IReadOnlyList<ClassEvaluation> Classes { get; init; }
}
