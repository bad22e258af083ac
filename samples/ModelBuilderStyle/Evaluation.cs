using Microsoft.ML;

namespace ModelBuilderStyle;

/// <summary>The scored images and, where they have labels, the metrics.</summary>
/// <param name="Images">The scored images, in the order of the input.</param>
/// <param name="Metrics">The metrics; <see langword="null"/> for images without labels.</param>
internal sealed record Evaluation(IReadOnlyList<ScoredImage> Images, TptMetrics? Metrics);
