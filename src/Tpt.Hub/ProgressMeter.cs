namespace Tpt.Hub;

/// <summary>Counts the bytes of a download and reports them, at most ten times a second.</summary>
/// <param name="progress">Who is told; null: nobody.</param>
/// <param name="time">The clock.</param>
/// <param name="fileCount">How many files there are to bring.</param>
/// <param name="bytesTotal">Their size.</param>
internal sealed class ProgressMeter(IProgress<HubProgress>? progress, TimeProvider time, int fileCount, long bytesTotal)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(5);

    /// <summary>What had come at which time, over the window.</summary>
    private readonly Queue<(long Time, long Received)> _samples = new();

    private readonly long _start = time.GetTimestamp();
    private long? _lastReport;
    private string _file = "";
    private int _number;
    private long _done;
    private long _received;

    public void Begin(string file)
    {
        (_file, _number) = (file, _number + 1);
        ReportIfDue();
    }

    /// <summary>Bytes that are here without having come now: of an earlier download, or of another process. Negative: they are gone again.</summary>
    public void Have(long bytes)
    {
        _done += bytes;
        ReportIfDue();
    }

    /// <summary>Bytes that came.</summary>
    public void Add(int bytes)
    {
        (_done, _received) = (_done + bytes, _received + bytes);
        ReportIfDue();
    }

    /// <summary>The last report, with all bytes.</summary>
    public void End() => Report(time.GetTimestamp());

    private void ReportIfDue()
    {
        var now = time.GetTimestamp();
        if (progress is not null && (_lastReport is not { } last || time.GetElapsedTime(last, now) >= _interval))
        {
            Report(now);
        }
    }

    private void Report(long now)
    {
        _lastReport = now;
        while (_samples.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Time, now) > _window)
        {
            _samples.Dequeue();
        }
        var (since, before) = _samples.TryPeek(out var first) ? first : (_start, 0);
        var seconds = time.GetElapsedTime(since, now).TotalSeconds;
        var rate = seconds > 0 ? (_received - before) / seconds : 0;
        _samples.Enqueue((now, _received));
        // A rate of next to nothing gives a time that no TimeSpan holds.
        var left = rate >= 1 ? TimeSpan.FromSeconds((bytesTotal - _done) / rate) : (TimeSpan?)null;
        progress?.Report(new HubProgress(_file, _number, fileCount, _done, bytesTotal, rate, left));
    }
}
