using Tpt.Cli.Evaluation.Scoring;

namespace Tpt.Cli.Tests.Evaluation.Support;

/// <summary>
/// A scorer whose scores follow from the path alone: it counts what it is asked, and knows no picture whose name has "bad" in it.
/// </summary>
internal sealed class FakeScorer(int classes, int methods) : IRowScorer
{
    private int _views;

    /// <summary>The paths in the order in which they were scored.</summary>
    public List<string> Scored { get; } = [];

    /// <summary>The most views that were there at once.</summary>
    public int MostViews { get; private set; }

    public int ViewsLeft => _views;

    public bool IsDisposed { get; private set; }

    public async Task<PreparedPicture> PrepareAsync(string path, CancellationToken cancellationToken)
    {
        // The later pictures are ready first.
        await Task.Delay(Math.Abs(path.GetHashCode(StringComparison.Ordinal)) % 4, cancellationToken);
        return path.Contains("bad", StringComparison.Ordinal) ? new PreparedPicture(null, "it is no picture") : new PreparedPicture(new Views(this, path), null);
    }

    public IReadOnlyList<MethodScores> Score(IDisposable views)
    {
        var path = ((Views)views).Path;
        Scored.Add(path);
        return [.. Enumerable.Range(0, methods).Select(method => new MethodScores(ScoresOf(path, method), 0.001 * Scored.Count) { IsAdapted = (path.Length + path.Sum(one => one)) % 2 == 0 })];
    }

    public void Dispose() => IsDisposed = true;

    private float[] ScoresOf(string path, int method)
    {
        if (path.Contains("overflow", StringComparison.Ordinal))
        {
            return [.. Enumerable.Repeat(float.NaN, classes)];
        }
        var random = new Random(path.Sum(one => one * 31) + method);
        var weights = Enumerable.Range(0, classes).Select(_ => Math.Pow(random.NextDouble(), 6)).ToArray();
        return [.. weights.Select(weight => (float)(weight / weights.Sum()))];
    }

    private sealed class Views : IDisposable
    {
        private readonly FakeScorer _owner;

        public Views(FakeScorer owner, string path)
        {
            (_owner, Path) = (owner, path);
            var there = Interlocked.Increment(ref owner._views);
            lock (owner)
            {
                owner.MostViews = Math.Max(owner.MostViews, there);
            }
        }

        public string Path { get; }

        public void Dispose() => Interlocked.Decrement(ref _owner._views);
    }
}
