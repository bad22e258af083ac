using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>Makes of the scores of a picture what is kept of them.</summary>
internal static class AnswerReader
{
    private const int TopCount = 5;

    /// <param name="method">The scores, none of them NaN.</param>
    /// <param name="label">The index of the picture's own class.</param>
    public static MethodAnswer Read(MethodScores method, int label)
    {
        var scores = method.Scores.Span;
        var top = Top(scores);
        return new MethodAnswer(top[0].Class, top[0].Score, RankOf(scores, label), scores[label], EntropyOf(scores), top, method.Seconds)
        {
            BrierScore = BrierScoreOf(scores, label),
            IsAdapted = method.IsAdapted,
            IsFallback = method.IsFallback,
        };
    }

    /// <summary>Of equal scores the first class is the higher, as ML.NET's evaluator sorts them.</summary>
    private static TopScore[] Top(ReadOnlySpan<float> scores)
    {
        var top = new List<TopScore>(TopCount + 1);
        for (var i = 0; i < scores.Length; i++)
        {
            var place = top.Count;
            while (place > 0 && scores[i] > top[place - 1].Score)
            {
                place--;
            }
            if (place == TopCount)
            {
                continue;
            }
            top.Insert(place, new TopScore(i, scores[i]));
            if (top.Count > TopCount)
            {
                top.RemoveAt(TopCount);
            }
        }
        return [.. top];
    }

    private static int RankOf(ReadOnlySpan<float> scores, int label)
    {
        var rank = 1;
        for (var i = 0; i < scores.Length; i++)
        {
            rank += scores[i] > scores[label] || (i < label && scores[i] == scores[label]) ? 1 : 0;
        }
        return rank;
    }

    /// <summary>Summed as <c>EvaluateTpt</c> sums it, so that it is equal to the last bit.</summary>
    private static double BrierScoreOf(ReadOnlySpan<float> scores, int label)
    {
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var error = (double)scores[i] - (i == label ? 1 : 0);
            sum += error * error;
        }
        return sum;
    }

    private static float EntropyOf(ReadOnlySpan<float> scores)
    {
        // H(p) = -sum p log p, where 0 log 0 = 0
        double entropy = 0;
        foreach (var p in scores)
        {
            entropy -= p == 0 ? 0 : p * Math.Log(p);
        }
        return (float)entropy;
    }
}
