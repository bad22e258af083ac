using TorchSharp;
using Tpt.Engine.Evidence;
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
    /// <summary>The scorer with approximations.</summary>
    public ImageScorer Fast => fast;

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        var evidence = rows.Select(fast.Look).ToArray();
        // What was seen exactly already need not be looked at again.
        return Score(evidence, row => fast.Encoder.IsExact ? evidence[row] : exact.Look(rows[row]));
    }

    /// <param name="rows">What the fast scorer sees of each image.</param>
    /// <param name="lookExactly">What the exact one sees of the image at an index; asked for close calls alone.</param>
    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows, Func<int, ViewEvidence> lookExactly)
    {
        var scores = fast.Score(rows).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i].IsCloseCall(margin))
            {
                scores[i] = exact.Score([lookExactly(i)])[0];
            }
        }
        return scores;
    }
}
