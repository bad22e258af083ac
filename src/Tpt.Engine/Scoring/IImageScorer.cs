using Tpt.Engine.Views;

namespace Tpt.Engine.Scoring;

/// <summary>Pixels to scores.</summary>
internal interface IImageScorer
{
    /// <summary>The scores of each image by itself. The views are not disposed of.</summary>
    IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows);
}
