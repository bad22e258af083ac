namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>Scores pictures by every method of a run. The seam between an evaluation and the engine.</summary>
internal interface IRowScorer : IDisposable
{
    /// <summary>Reads a picture and makes its views, on any thread at any time. What is no picture is an answer, not an exception.</summary>
    Task<PreparedPicture> PrepareAsync(string path, CancellationToken cancellationToken);

    /// <summary>Scores the views that <see cref="PrepareAsync"/> made, one picture at a time.</summary>
    /// <returns>By method, zero-shot first.</returns>
    IReadOnlyList<MethodScores> Score(IDisposable views);
}
