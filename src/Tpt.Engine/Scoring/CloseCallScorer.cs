using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
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

    /// <summary>How close is too close before calibration, where the method's scores move in steps; 0 where they do not.</summary>
    public double LeastLead { get; init; }

    public MethodState? State => fast.State;

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        var evidence = fast.LookThroughGate(rows);
        return Score(evidence, row => fast.Encoder.IsExact ? evidence[row] : exact.LookThroughGate([rows[row]])[0]);
    }

    public bool? AskGate(ViewEvidence centre) => fast.AskGate(centre);

    public ViewEvidence Look(ViewBatch views) => fast.Look(views);

    // What was seen exactly already need not be looked at again.
    public ViewEvidence LookExactly(ViewBatch views, ViewEvidence evidence) => fast.Encoder.IsExact ? evidence : exact.Look(views);

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows, Func<int, ViewEvidence> lookExactly)
    {
        var scores = fast.Score(rows).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i].IsCloseCall(margin) || (scores[i].IsAdapted && scores[i].Lead < LeastLead))
            {
                scores[i] = exact.Score([lookExactly(i)])[0];
            }
        }
        return scores;
    }
}
