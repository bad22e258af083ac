namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>A scored row held in memory for evaluation. ML.NET takes keys in an object from 0, and makes keys from 1 of them.</summary>
internal sealed class EvaluationRow
{
    public uint Label { get; set; }

    /// <summary>The index of the greatest score; of equal scores the first, as ML.NET's evaluator takes it.</summary>
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];

    /// <param name="key">The label's key, from 1.</param>
    /// <param name="scores">The scores of the classes.</param>
    public static EvaluationRow Create(uint key, float[] scores) =>
        new() { Label = key - 1, Score = scores, PredictedLabel = (uint)Array.IndexOf(scores, scores.Max()) };
}
