using System.Diagnostics;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>The way of one request: a place, its file, its views, the engine, its answer.</summary>
/// <param name="lifetime">Says whether requests are let in.</param>
/// <param name="lists">The class lists.</param>
/// <param name="admission">The queue.</param>
/// <param name="preparation">Makes views.</param>
/// <param name="preparing">Counts the pictures that are made into views. It stays its owner's.</param>
/// <param name="batcher">The engine.</param>
/// <param name="full">The error where there is no place.</param>
internal sealed class RequestPath(ServiceLifetime lifetime, ServedLists lists, Admission admission, ViewPreparation preparation, SemaphoreSlim preparing, Batcher batcher, Func<TptServiceException> full)
{
    /// <param name="classList">The name of the class list; <see langword="null"/>: the default one.</param>
    /// <param name="read">Reads the file, once there is a place.</param>
    /// <param name="inspect">Sees the views before the engine does.</param>
    /// <param name="trace">What the request is traced under.</param>
    /// <param name="cancellationToken">Leaves the queue.</param>
    /// <exception cref="TptServiceException">There is no answer.</exception>
    public async Task<TptServiceAnswer> AnswerAsync(string? classList, Func<Place, Task<ReadOnlyMemory<byte>>> read, Action<ViewBatch, ImagePreprocessing>? inspect, ActivityContext trace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lifetime.ThrowIfNotReady();
        var list = lists.NameOf(classList);
        var place = admission.TryEnter() ?? throw full();
        Job? job = null;
        var isHandedOver = false;
        TptServiceTimes times;
        try
        {
            // Once more: who stops the service waits for those that it can see.
            lifetime.ThrowIfNotReady();
            var clock = Stopwatch.StartNew();
            var file = await read(place).ConfigureAwait(false);
            if (!place.TryWait())
            {
                throw full();
            }
            var readingEnd = clock.Elapsed;
            await preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var waitingEnd = clock.Elapsed;
                job = await Task.Run(() => preparation.PrepareAsync(list, file, place, inspect, trace, cancellationToken), cancellationToken).ConfigureAwait(false);
                place.ReleaseFile();
                times = new TptServiceTimes(readingEnd, waitingEnd - readingEnd, clock.Elapsed - waitingEnd, default, default);
                if (!await batcher.TryAddAsync(job, cancellationToken).ConfigureAwait(false))
                {
                    throw Refusals.Stopping();
                }
                isHandedOver = true;
            }
            finally
            {
                preparing.Release();
            }
        }
        finally
        {
            if (!isHandedOver)
            {
                job?.End();
                place.Dispose();
            }
        }
        return await ScoredAsync(job, times, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<TptServiceAnswer> ScoredAsync(Job job, TptServiceTimes times, CancellationToken cancellationToken)
    {
        await using var leaving = cancellationToken.Register(job.TryCancel).ConfigureAwait(false);
        ScoredJob scored;
        try
        {
            scored = await job.Scored.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusals.Stopping();
        }
        if (scored.Prediction.PredictedIndex < 0)
        {
            throw Refusals.NotNumbers();
        }
        return new TptServiceAnswer(job.ClassList, job.ClassNames, scored.Prediction, job.Version, scored.BatchSize, times with { Queued = scored.Queued, Scoring = scored.Scoring });
    }
}
