using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Scoring;

/// <summary>Scores fast, and exactly where the two highest scores are too close: there an approximation may turn the order.</summary>
/// <param name="fast">The scorer with approximations.</param>
/// <param name="exact">The same without.</param>
/// <param name="margin">How close is too close, in (0, 1).</param>
internal sealed class CloseCallScorer(ImageScorer fast, ImageScorer exact, double margin) : IImageScorer
{
    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        var evidence = rows.Select(fast.Look).ToArray();
        var scores = fast.Score(evidence).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i].IsCloseCall(margin))
            {
                // What was seen exactly already need not be looked at again.
                scores[i] = exact.Score([fast.Encoder.IsExact ? evidence[i] : exact.Look(rows[i])])[0];
            }
        }
        return scores;
    }
}
