namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>A picture that waits to be scored.</summary>
/// <param name="Views">Its views; null where it cannot be read.</param>
/// <param name="Error">Why it cannot; null where it can.</param>
internal sealed record PreparedPicture(IDisposable? Views, string? Error) : IDisposable
{
    public void Dispose() => Views?.Dispose();
}
