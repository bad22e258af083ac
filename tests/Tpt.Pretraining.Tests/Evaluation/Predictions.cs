using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Tests.Evaluation;

/// <summary>Predictions made by hand.</summary>
internal static class Predictions
{
    /// <summary>One prediction an image: 1 is right, 0 is wrong with the label in fourth place.</summary>
    public static ImagePrediction[] Of(string set, int classes, string method, int? seed, string right, float confidence = 0.5f)
        => [.. right.Select((digit, i) => new ImagePrediction(set, classes, $"label {i}/{i}.png", $"label {i}", method, seed, digit == '1' ? $"label {i}" : "other", digit == '1' ? 1 : 4, confidence))];
}
