using System.Diagnostics;
using System.Threading.Channels;
using Tpt.Engine;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>
/// The one thread that goes into the engine. It takes what waits, up to a batch or until a batch has waited long enough, and scores it by
/// model and class list. Requests wait on tasks, so none holds a thread of the pool.
/// </summary>
internal sealed class Batcher
{
    private readonly Channel<Job> _jobs;
    private readonly TimeSpan _delay;
    private readonly ServiceMetrics _metrics;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _secondsPerPicture;
    private volatile bool _abandons;

    /// <param name="capacity">How many pictures with views may wait.</param>
    /// <param name="delay">How long a batch may wait to fill.</param>
    /// <param name="metrics">Hears of every batch.</param>
    public Batcher(int capacity, TimeSpan delay, ServiceMetrics metrics)
    {
        _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(capacity) { SingleReader = true });
        (_delay, _metrics) = (delay, metrics);
        new Thread(Serve) { IsBackground = true, Name = "Tpt batches" }.Start();
    }

    /// <summary>What a picture took in the engine of late, in seconds; 0 before the first.</summary>
    public double SecondsPerPicture => Volatile.Read(ref _secondsPerPicture);

    /// <summary>Done when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Hands a picture over, once there is room. From then on the job is this object's to end. <see langword="false"/> where none is taken any more.</summary>
    public async ValueTask<bool> TryAddAsync(Job job, CancellationToken cancellationToken)
    {
        while (await _jobs.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_jobs.Writer.TryWrite(job))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>No more pictures come. Those that wait are scored still.</summary>
    public void Complete() => _jobs.Writer.TryComplete();

    /// <summary>Those that wait are not scored any more.</summary>
    public void Abandon()
    {
        _abandons = true;
        Complete();
    }

    private void Serve()
    {
        while (Next() is { Count: > 0 } batch)
        {
            foreach (var group in batch.GroupBy(job => job.Classifier))
            {
                Score([.. group]);
            }
        }
        _ended.SetResult();
    }

    /// <summary>The next batch; an empty one where none comes any more.</summary>
    private List<Job> Next()
    {
        var batch = new List<Job>();
        if (!Wait(Timeout.InfiniteTimeSpan))
        {
            return batch;
        }
        var clock = Stopwatch.StartNew();
        do
        {
            while (_jobs.Reader.TryRead(out var job))
            {
                batch.Add(job);
                if (batch.Count >= job.Model.BatchSize)
                {
                    return batch;
                }
            }
        }
        while (clock.Elapsed < _delay && Wait(_delay - clock.Elapsed));
        return batch;
    }

    /// <summary>Waits on this thread, which does nothing else.</summary>
    private bool Wait(TimeSpan longest)
    {
        var more = _jobs.Reader.WaitToReadAsync().AsTask();
        return longest == Timeout.InfiniteTimeSpan ? more.GetAwaiter().GetResult() : more.Wait(longest > TimeSpan.Zero ? longest : TimeSpan.Zero) && more.Result;
    }

    private void Score(Job[] jobs)
    {
        try
        {
            Job[] started = [.. jobs.Where(job => !_abandons && job.TryStart())];
            if (started.Length > 0)
            {
                ScoreTogether(started);
            }
        }
        finally
        {
            foreach (var job in jobs)
            {
                job.End();
            }
        }
    }

    private void ScoreTogether(Job[] jobs)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var scoring = Predict(jobs);
        var took = Stopwatch.GetElapsedTime(startedAt);
        if (scoring.Exception?.InnerException is { } exception)
        {
            if (jobs.Length == 1)
            {
                jobs[0].Fail(exception);
                return;
            }
            // No picture fails for what another one did.
            foreach (var job in jobs)
            {
                ScoreTogether([job]);
            }
            return;
        }
        var seconds = took.TotalSeconds / jobs.Length;
        Volatile.Write(ref _secondsPerPicture, SecondsPerPicture == 0 ? seconds : (0.8 * SecondsPerPicture) + (0.2 * seconds));
        _metrics.Scored(jobs.Length, took);
        for (var i = 0; i < jobs.Length; i++)
        {
            jobs[i].Succeed(new ScoredJob(scoring.Result[i], jobs.Length, Stopwatch.GetElapsedTime(jobs[i].QueuedAt, startedAt), took));
        }
    }

    /// <summary>The scores or the exception, for those who wait for them: what happens to one batch is not the end of this thread. The span ends before anyone hears of them.</summary>
    private static Task<IReadOnlyList<TptPrediction>> Predict(Job[] jobs)
    {
        using var activity = ServiceTraces.Source.StartActivity("tpt.score", ActivityKind.Internal, jobs[0].Trace, links: jobs.Skip(1).Select(job => new ActivityLink(job.Trace)));
        activity?.SetTag("tpt.batch_size", jobs.Length).SetTag("tpt.class_list", jobs[0].ClassList);
        var scoring = new Task<IReadOnlyList<TptPrediction>>(() => jobs[0].Classifier.Predict([.. jobs.Select(job => job.Views)]));
        scoring.RunSynchronously(TaskScheduler.Default);
        if (scoring.Exception?.InnerException is { } exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
        }
        return scoring;
    }
}
