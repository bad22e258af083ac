using Tpt.Engine.Imaging;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>Scores pictures by every method of a run. The seam between an evaluation and the engine.</summary>
internal interface IRowScorer : IDisposable
{
    /// <summary>Makes what <see cref="Score"/> looks at, on any thread at any time.</summary>
    /// <returns>The views, for the caller to dispose of.</returns>
    IDisposable CreateViews(ImagePixels picture);

    /// <summary>Scores the views, on one thread at a time.</summary>
    /// <param name="views">What <see cref="CreateViews"/> made.</param>
    /// <returns>By method, zero-shot first, the scores of the classes, and the seconds that they took.</returns>
    IReadOnlyList<(ReadOnlyMemory<float> Scores, double Seconds)> Score(IDisposable views);
}
