using Tpt.Engine;

namespace Tpt.Cli.Predictions;

/// <summary>What became of a picture.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Prediction">What the model says; null where there is an error.</param>
/// <param name="Error">Why there is no answer; null where there is one.</param>
internal sealed record ScoredPicture(string Path, TptPrediction? Prediction, string? Error);
