using Tpt.Engine;

namespace Tpt.Cli.Predictions;

/// <summary>What is told of a picture, in every format.</summary>
/// <param name="Top">The most probable classes, the most probable first.</param>
/// <param name="ZeroShot">The most probable class without adaptation.</param>
internal sealed record PictureAnswer(IReadOnlyList<ClassScore> Top, ClassScore ZeroShot)
{
    /// <param name="prediction">What the model says.</param>
    /// <param name="classes">The classes, in the order of the scores.</param>
    /// <param name="top">How many of the most probable classes are told.</param>
    public static PictureAnswer Of(TptPrediction prediction, IReadOnlyList<string> classes, int top)
    {
        var scores = prediction.ZeroShotScores.Span;
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }
        return new PictureAnswer(prediction.Top(top), new ClassScore(best, classes[best], scores[best]));
    }
}
