using Tpt.Engine;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>What the engine made of a picture.</summary>
/// <param name="Prediction">The scores.</param>
/// <param name="BatchSize">How many pictures were in the call.</param>
/// <param name="Queued">How long it waited for the engine.</param>
/// <param name="Scoring">How long the call took.</param>
internal sealed record ScoredJob(TptPrediction Prediction, int BatchSize, TimeSpan Queued, TimeSpan Scoring);
