namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>A scored row as ML.NET's evaluator takes it. ML.NET takes keys in an object from 0, and makes keys from 1 of them.</summary>
internal sealed class EvaluationRow
{
    private const float Behind = -1;
    private const float Before = 2;
    private const float First = 3;

    public uint Label { get; set; }

    /// <summary>The index of the greatest score; of equal scores the first, as ML.NET's evaluator takes it.</summary>
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];

    /// <summary>
    /// Scores that give ML.NET's metrics what the row's own would give. The evaluator looks at three things: which class is first, how many are
    /// before the label's, and the label's score, cut to [0, 1], for the log-loss.
    /// </summary>
    /// <param name="row">What is known of the row.</param>
    /// <param name="classCount">The number of classes.</param>
    public static EvaluationRow Create(RankedLabel row, int classCount)
    {
        var scores = new float[classCount];
        Array.Fill(scores, Behind);
        var before = row.Rank;
        if (!row.IsRight)
        {
            scores[row.Predicted] = First;
            before--;
        }
        for (var i = 0; before > 0; i++)
        {
            if (i != row.Label && i != row.Predicted)
            {
                scores[i] = Before;
                before--;
            }
        }
        // Infinity stays, so that the evaluator leaves the row out.
        scores[row.Label] = float.IsFinite(row.LabelScore) ? Math.Clamp(row.LabelScore, 0, 1) : row.LabelScore;
        return new EvaluationRow { Label = (uint)row.Label, PredictedLabel = (uint)row.Predicted, Score = scores };
    }
}
