using Microsoft.ML;

namespace ModelBuilderStyle;

/// <summary>The scored images and, where they have labels, the metrics.</summary>
/// <param name="ClassNames">The class names, in the order of the scores.</param>
/// <param name="Images">The scored images, in the order of the input.</param>
/// <param name="Unusable">The images that have no answer and are left out of the metrics.</param>
/// <param name="Metrics">The metrics; <see langword="null"/> where no image has a label that is a class, and where there is but one class.</param>
/// <param name="Elapsed">How long scoring took.</param>
internal sealed record Evaluation(
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<ScoredImage> Images,
    IReadOnlyList<UnusableImage> Unusable,
    TptMetrics? Metrics,
    TimeSpan Elapsed);
