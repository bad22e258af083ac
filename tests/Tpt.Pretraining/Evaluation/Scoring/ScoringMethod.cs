using Tpt.Engine;

namespace Tpt.Pretraining.Evaluation.Scoring;

/// <summary>A way to score an image by its views.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="NewOptions">Makes the engine's settings for it, but for seed and prompt.</param>
internal sealed record ScoringMethod(string Name, Func<TptClassifierOptions> NewOptions);
