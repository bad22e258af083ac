namespace Microsoft.ML;

/// <summary>A scored row held in memory for evaluation.</summary>
internal sealed class EvaluationRow
{
    /// <summary>The label's key, from 1.</summary>
    public uint Label { get; set; }

    /// <summary>The key of the greatest score, from 1. Of equal scores the first, as ML.NET's evaluator takes it.</summary>
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];

    public static EvaluationRow Create(uint label, float[] scores) =>
        new() { Label = label, Score = scores, PredictedLabel = (uint)Array.IndexOf(scores, scores.Max()) + 1 };
}
